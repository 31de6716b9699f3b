package gateway.lane;

import execution.model.Lane;
import execution.security.OperatorRole;
import execution.store.Lanes;
import execution.store.TenantNotes;
import execution.waiting.Counts;
import gateway.access.Form;
import gateway.access.Visitor;
import gateway.audit.Audit;
import gateway.call.ServiceCalls;
import gateway.execution.Paths;
import gateway.page.Html;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;

/** The pages of lanes and of their limits. A page reads some ten small items a tenant. */
@Controller
class LaneController {

    private static final String PATH = "/ui/lanes";
    private static final String LIMIT = "/ui/admin/limit";
    private static final int TENANTS = 10;
    private static final Pattern RUNNER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,7}");

    private final Lanes lanes;
    private final TenantNotes tenants;
    private final ServiceCalls calls;
    private final Audit audit;
    private final Html html;

    LaneController(Lanes lanes, TenantNotes tenants, ServiceCalls calls, Audit audit, Html html) {
        this.lanes = lanes;
        this.tenants = tenants;
        this.calls = calls;
        this.audit = audit;
        this.html = html;
    }

    @GetMapping(PATH)
    ResponseEntity<String> list(
            @RequestParam(required = false) String tenant,
            @RequestParam(required = false) String after,
            @RequestParam(required = false) String done) {
        Visitor visitor = Visitor.current();
        String named = tenant == null || tenant.isBlank() ? null : tenant.strip();
        String wanted = visitor.tenant() == null ? named : visitor.tenant();
        if (wanted != null && !Paths.isTenant(wanted) || after != null && !Paths.isTenant(after)) {
            throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "Tenant: no tenant can have this name.");
        }
        List<String> shown = wanted == null ? tenants.after(after, TENANTS) : List.of(wanted);
        return html.page(
                "Slots of tenants",
                "lanes",
                new LanesPage(
                        wanted,
                        visitor.tenant() != null,
                        visitor.may(OperatorRole.ADMIN) && visitor.tenant() == null,
                        shown.stream()
                                .flatMap(name -> lanes.of(name).stream())
                                .map(LaneController::row)
                                .toList(),
                        wanted == null && shown.size() == TENANTS
                                ? PATH + "?after=" + encoded(shown.get(shown.size() - 1))
                                : null,
                        "limit".equals(done) ? "The limit was changed." : null));
    }

    @GetMapping(LIMIT)
    ResponseEntity<String> confirm(@RequestParam String tenant, @RequestParam String runner) {
        Lanes.State state = lanes.of(lane(tenant, runner));
        return html.page(
                "Limit of " + tenant,
                "limit",
                new LimitPage(
                        tenant,
                        runner,
                        state.slots().inUse(),
                        pending(state),
                        state.slots().ownLimit(),
                        state.configured(),
                        Lanes.MOST_SLOTS));
    }

    @PostMapping(LIMIT)
    ResponseEntity<String> change(HttpServletRequest request) throws IOException {
        Form form = Form.of(request);
        Lane lane = lane(form.field("tenant"), form.field("runner"));
        Integer limit = limit(form.field("limit"));
        audit.note(
                request,
                "change-limit",
                lane.tenantId() + "/" + lane.runner(),
                limit == null ? "the configured limit" : limit.toString(),
                () -> {
                    lanes.limit(lane, limit);
                    return limit;
                },
                changed -> "done");
        calls.wake(lane);
        return html.seeOther(PATH + "?tenant=" + encoded(lane.tenantId()) + "&done=limit");
    }

    private static Lane lane(String tenant, String runner) {
        Visitor.current().requireAllTenants();
        if (tenant == null
                || runner == null
                || !Paths.isTenant(tenant)
                || !RUNNER.matcher(runner).matches()) {
            throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "No lane can have this tenant and this runner.");
        }
        return new Lane(tenant, runner);
    }

    private static Integer limit(String text) {
        if (text == null) {
            return null;
        }
        if (!NUMBER.matcher(text).matches() || Integer.parseInt(text) > Lanes.MOST_SLOTS) {
            throw new ResponseStatusException(
                    HttpStatus.BAD_REQUEST, "Limit: must be a whole number from 0 to " + Lanes.MOST_SLOTS + ".");
        }
        return Integer.valueOf(text);
    }

    private static LanesPage.Row row(Lanes.State state) {
        Lane lane = state.lane();
        return new LanesPage.Row(
                lane.tenantId(),
                "/ui?tenant=" + encoded(lane.tenantId()),
                lane.runner(),
                state.slots().inUse(),
                state.slots().limit(),
                state.slots().ownLimit() != null,
                pending(state),
                LIMIT + "?tenant=" + encoded(lane.tenantId()) + "&runner=" + encoded(lane.runner()));
    }

    private static String pending(Lanes.State state) {
        return Counts.upTo(state.pending(), Lanes.MOST_COUNTED);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
