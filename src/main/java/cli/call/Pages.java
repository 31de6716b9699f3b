package cli.call;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

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
        List<JsonNode> found = new ArrayList<>();
        String next = "";
        for (int pages = 0; next != null && found.size() < most; pages++) {
            if (pages == MOST_PAGES) {
                throw new ExecctlException("the list at " + path + " has no end");
            }
            JsonNode answer = service.get(path + "?limit=" + Math.min(page, most - found.size()) + filter + next);
            answer.path(field).forEach(found::add);
            String cursor = answer.path("next").textValue();
            next = cursor == null ? null : "&next=" + URLEncoder.encode(cursor, StandardCharsets.UTF_8);
        }
        return found.subList(0, Math.min(most, found.size()));
    }
}
