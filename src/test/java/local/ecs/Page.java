package local.ecs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.NavigableMap;

/** One page of an answer of a List operation: at most 100 names, and a token that continues after them. */
final class Page {

    private static final int LIMIT = 100;

    private Page() {}

    /**
     * @param names by a key that stays; the token is the last key, which may be gone when the next page is asked for
     */
    static ObjectNode of(JsonNode request, String field, NavigableMap<String, String> names) {
        var limit = request.path("maxResults").asInt(LIMIT);
        if (limit < 1 || limit > LIMIT) {
            throw EcsException.invalid("maxResults must be between 1 and 100.");
        }
        var token = Json.text(request, "nextToken");
        var left = token == null ? names : names.tailMap(token, false);
        var answer = Json.object();
        var page = answer.putArray(field);
        for (var name : left.entrySet()) {
            page.add(name.getValue());
            if (page.size() == limit) {
                if (!name.getKey().equals(left.lastKey())) {
                    answer.put("nextToken", name.getKey());
                }
                break;
            }
        }
        return answer;
    }
}
