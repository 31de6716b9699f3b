package cli.call;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** Reads lists that the service gives page by page. */
public final class Pages {
    private static final int MOST_PAGES = 10_000;

    private Pages() {}

    /**
     * Reads a list.
     *
     * @param path of the list, without a query
     * @param filter further parameters, each with an & before it
     * @param field the name of the list in an answer
     * @param page how many entries to ask for at once, at most
     * @param most how many entries to read at most
     * @throws ExecctlException if the service gives page after page without an end
     */
    public static List<JsonNode> read(
            ServiceClient service, String path, String filter, String field, int page, int most)
            throws InterruptedException {
        return pages(service, found -> path + "?limit=" + Math.min(page, most - found) + filter, field, most);
    }

    /**
     * Reads a list whose pages are as long as the service makes them.
     *
     * @throws ExecctlException as {@link #read(ServiceClient, String, String, String, int, int)}
     */
    public static List<JsonNode> read(ServiceClient service, String path, String filter, String field)
            throws InterruptedException {
        return pages(service, found -> path + "?" + filter, field, Integer.MAX_VALUE);
    }

    private static List<JsonNode> pages(ServiceClient service, IntFunction<String> path, String field, int most)
            throws InterruptedException {
        List<JsonNode> found = new ArrayList<>();
        String next = "";
        for (int pages = 0; next != null && found.size() < most; pages++) {
            if (pages == MOST_PAGES) {
                throw new ExecctlException("the list of " + field + " has no end");
            }
            JsonNode answer = service.get(path.apply(found.size()) + next);
            answer.path(field).forEach(found::add);
            String cursor = answer.path("next").textValue();
            next = cursor == null ? null : "&next=" + URLEncoder.encode(cursor, StandardCharsets.UTF_8);
        }
        return found.subList(0, Math.min(most, found.size()));
    }
}
