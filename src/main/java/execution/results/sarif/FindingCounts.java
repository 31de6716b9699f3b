package execution.results.sarif;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts findings by level and by rule. */
final class FindingCounts {

    /** The most rules that are told apart. */
    private static final int MOST_RULES = 25_000;

    /** The most rules that a document lists: those with the most findings. */
    private static final int MOST_LISTED = 500;

    private final Map<Level, Integer> byLevel = new EnumMap<>(Level.class);
    private final Map<String, Integer> byRule = new HashMap<>();
    private int findings;
    private int suppressed;
    private int notListed;

    void count(String rule, Level level) {
        findings++;
        byLevel.merge(level, 1, Integer::sum);
        if (byRule.size() < MOST_RULES || byRule.containsKey(rule)) {
            byRule.merge(rule, 1, Integer::sum);
        }
    }

    void countSuppressed() {
        suppressed++;
    }

    void countNotListed() {
        notListed++;
    }

    boolean hasFindings() {
        return findings > 0;
    }

    /** Adds the counts to a document. */
    void putInto(Map<String, Object> document) {
        document.put("has_findings", hasFindings());
        document.put("findings", findings);
        Map<String, Object> levels = new LinkedHashMap<>();
        for (Level level : Level.values()) {
            levels.put(level.word(), byLevel.getOrDefault(level, 0));
        }
        document.put("by_level", levels);
        List<Map<String, Object>> rules = new ArrayList<>();
        Comparator<Map.Entry<String, Integer>> mostFirst = Map.Entry.comparingByValue(Comparator.reverseOrder());
        byRule.entrySet().stream()
                .sorted(mostFirst.thenComparing(Map.Entry.comparingByKey()))
                .limit(MOST_LISTED)
                .forEach(rule -> {
                    Map<String, Object> one = new LinkedHashMap<>();
                    one.put("rule_id", rule.getKey());
                    one.put("findings", rule.getValue());
                    rules.add(one);
                });
        document.put("by_rule", rules);
        document.put("suppressed", suppressed);
        if (notListed > 0) {
            document.put("findings_not_listed", notListed);
        }
    }
}
