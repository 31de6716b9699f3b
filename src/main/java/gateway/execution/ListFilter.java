package gateway.execution;

import execution.model.ExecutionKey;
import execution.model.ExecutionStatus;
import execution.store.ExecutionOverview.Position;
import gateway.access.Visitor;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;

/**
 * What the list of executions is asked for.
 *
 * @param tenant null for all tenants
 * @param status null for any
 * @param planItem null for any
 * @param from the earliest time of creation in UTC, as a browser's field gives it; null for any
 * @param to the time before which it was created; null for any
 * @param after where the page before ended; null for the first page
 */
public record ListFilter(
        String tenant, ExecutionStatus status, String planItem, String from, String to, Position after) {

    private static final Pattern SLUG = Pattern.compile("[a-z0-9][a-z0-9_-]{0,63}");

    /**
     * Reads the parameters of a request. The visitor's own tenant goes before the parameter.
     *
     * @throws ResponseStatusException which names a parameter that is not of its form
     */
    static ListFilter of(Visitor visitor, Function<String, String> parameters) {
        Function<String, String> given = name -> {
            String value = parameters.apply(name);
            return value == null || value.isBlank() ? null : value.strip();
        };
        String tenant = visitor.tenant() == null ? given.apply("tenant") : visitor.tenant();
        check(tenant == null || Paths.isTenant(tenant), "Tenant: must be the name of a tenant.");
        String planItem = given.apply("plan_item");
        check(
                planItem == null || SLUG.matcher(planItem).matches(),
                "Plan item: must be 1 to 64 lower-case letters, digits, - or _.");
        ListFilter filter = new ListFilter(
                tenant,
                status(given.apply("status")),
                planItem,
                given.apply("from"),
                given.apply("to"),
                position(given.apply("after")));
        filter.createdFrom();
        filter.createdTo();
        return filter;
    }

    private static void check(boolean isRight, String problem) {
        if (!isRight) {
            throw new ResponseStatusException(HttpStatus.BAD_REQUEST, problem);
        }
    }

    private static ExecutionStatus status(String text) {
        try {
            return text == null ? null : ExecutionStatus.of(text);
        } catch (IllegalArgumentException e) {
            throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "Status: " + e.getMessage() + ".");
        }
    }

    /** Reads a place in the list. It may be made up: then the page begins at a place at which no execution is. */
    private static Position position(String text) {
        if (text == null) {
            return null;
        }
        String[] parts = text.split("/", -1);
        try {
            check(parts.length == 4 && Paths.isTenant(parts[1]) && Paths.isId(parts[2]) && Paths.isId(parts[3]), "");
            return new Position(Instant.parse(parts[0]), new ExecutionKey(parts[1], parts[2], parts[3]));
        } catch (DateTimeException | ResponseStatusException e) {
            throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "After: is not the place of a page.");
        }
    }

    Instant createdFrom() {
        return time("From", from);
    }

    Instant createdTo() {
        return time("To", to);
    }

    private static Instant time(String name, String text) {
        try {
            Instant time = text == null ? null : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
            check(time == null || time.getEpochSecond() > 0 && time.getEpochSecond() < 10_000_000_000L, name + TIME);
            return time;
        } catch (DateTimeException e) {
            throw new ResponseStatusException(HttpStatus.BAD_REQUEST, name + TIME);
        }
    }

    private static final String TIME = ": must be a time of these years like 2026-01-01T12:00.";

    /** Gives the query of the page that begins after a place of this list; null for its first page. */
    String query(Position place) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("tenant", tenant);
        all.put("status", status == null ? null : status.text());
        all.put("plan_item", planItem);
        all.put("from", from);
        all.put("to", to);
        all.put("after", place == null ? null : text(place));
        StringBuilder query = new StringBuilder();
        all.forEach((name, value) -> {
            if (value != null) {
                query.append(query.isEmpty() ? '?' : '&')
                        .append(name)
                        .append('=')
                        .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
            }
        });
        return query.toString();
    }

    private static String text(Position place) {
        ExecutionKey key = place.key();
        return place.createdAt() + "/" + key.tenantId() + "/" + key.jitEventId() + "/" + key.executionId();
    }
}
