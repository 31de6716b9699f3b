package execution.results.sarif;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which level and id the rules of a part of a tool have: of the tool itself, or of one of its extensions. */
final class Rules {

    /** As many as GitHub takes of a run. */
    static final int MOST = 25_000;

    private static final int MOST_ID = 200;

    private final List<String> ids = new ArrayList<>();
    private final List<Level> levels = new ArrayList<>();
    private final Map<String, Level> byId = new HashMap<>();

    /** Reads the list of rules at the cursor. */
    void read(SarifJson json) throws IOException {
        json.list(() -> {
            if (ids.size() == MOST) {
                throw json.unusable("more than " + MOST + " rules of one tool");
            }
            String[] id = new String[1];
            Level[] level = {Level.WARNING};
            json.object(name -> {
                if (name.equals("id")) {
                    id[0] = json.text(MOST_ID);
                } else if (name.equals("defaultConfiguration")) {
                    json.object(field -> {
                        if (field.equals("level") && Level.of(json.text(MOST_ID)) != null) {
                            level[0] = Level.of(json.text(MOST_ID));
                        }
                    });
                }
            });
            ids.add(id[0]);
            levels.add(level[0]);
            if (id[0] != null) {
                byId.put(id[0], level[0]);
            }
        });
    }

    int size() {
        return ids.size();
    }

    /** Gives the id of the rule at a place; null if there is no such rule. */
    String id(Integer index) {
        return index == null || index >= ids.size() ? null : ids.get(index);
    }

    /**
     * Gives the level of a rule.
     *
     * @param index the rule's place; null if it is told by its id
     * @param id may go on behind the rule's own id, as {@code CA1000/1} does; null if there is none
     * @return null if there is no such rule
     */
    Level level(Integer index, String id) {
        if (index != null && index < levels.size()) {
            return levels.get(index);
        }
        String part = id;
        while (part != null) {
            Level level = byId.get(part);
            if (level != null) {
                return level;
            }
            int end = part.lastIndexOf('/');
            part = end < 0 ? null : part.substring(0, end);
        }
        return null;
    }
}
