package gateway.live;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a page shows now, as events. It is made once for all who look, and what they get is made once as well for all
 * who saw the same before.
 *
 * @param parts the events by their names
 * @param version counts the changes
 * @param isFinal whether it will never change again
 */
record Picture(Map<String, Part> parts, long version, boolean isFinal, Map<Long, byte[]> made) {

    static final Picture NONE = new Picture(Map.of(), 0, false, new HashMap<>());

    /** After this event a browser does not ask again. */
    private static final String END = "event: end\ndata: end\n\n";

    /** @param since the version that brought it */
    record Part(String html, long since) {}

    /** Gives the picture of what is seen now; the same if nothing changed. */
    Picture next(View.Sight sight) {
        Map<String, Part> next = new LinkedHashMap<>();
        boolean isChanged = sight.isFinal() != isFinal;
        for (Map.Entry<String, String> part : sight.parts().entrySet()) {
            Part before = parts.get(part.getKey());
            boolean isSame = before != null && before.html().equals(part.getValue());
            isChanged |= !isSame;
            next.put(part.getKey(), isSame ? before : new Part(part.getValue(), version + 1));
        }
        return isChanged ? new Picture(next, version + 1, sight.isFinal(), new HashMap<>()) : this;
    }

    /** Gives the events that somebody lacks who saw a version. */
    byte[] since(long seen) {
        return made.computeIfAbsent(seen, version -> {
            StringBuilder events = new StringBuilder();
            parts.forEach((name, part) -> {
                if (part.since() > seen) {
                    events.append("event: ").append(name).append('\n');
                    part.html().lines().forEach(line -> events.append("data: ")
                            .append(line)
                            .append('\n'));
                    events.append('\n');
                }
            });
            return events.append(isFinal ? END : "").toString().getBytes(StandardCharsets.UTF_8);
        });
    }
}
