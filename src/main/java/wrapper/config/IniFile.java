package wrapper.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A file of {@code [section]} lines with {@code key = value} lines under them. A line that begins with {@code #} or
 * {@code ;} is a comment. Upper and lower case are the same in keys. A key without a value counts as missing, and a
 * value ends with its line.
 *
 * <p>Every problem names file, line, section and key, and never a value.
 */
final class IniFile {
    private final String name;
    private final InputProblems problems;
    private final Map<String, Map<String, Entry>> sections = new LinkedHashMap<>();
    private final Map<String, Integer> sectionLines = new HashMap<>();
    private final Map<String, Set<String>> asked = new TreeMap<>();

    private IniFile(String name, InputProblems problems) {
        this.name = name;
        this.problems = problems;
    }

    /** Reads the lines of a file. The name is what the problems call the file. */
    static IniFile parse(String name, List<String> lines, InputProblems problems) {
        IniFile file = new IniFile(name, problems);
        String section = null;
        for (int i = 0; i < lines.size(); i++) {
            String line =
                    i == 0 && lines.get(0).startsWith("\uFEFF") ? lines.get(0).substring(1) : lines.get(i);
            String text = line.strip();
            if (text.isEmpty() || text.startsWith("#") || text.startsWith(";")) {
                continue;
            }
            if (text.startsWith("[") && text.endsWith("]")) {
                section = text.substring(1, text.length() - 1).strip();
                file.sections.computeIfAbsent(section, key -> new LinkedHashMap<>());
                file.sectionLines.putIfAbsent(section, i + 1);
            } else {
                file.entry(i + 1, section, line);
            }
        }
        return file;
    }

    /** Gives a value; nothing if it is missing or empty. */
    Optional<String> text(String section, String key) {
        asked.computeIfAbsent(section, name -> new TreeSet<>()).add(key);
        return entry(section, key).map(Entry::value).filter(value -> !value.isEmpty());
    }

    /**
     * Gives a whole number of seconds from 1 to a limit. Any other value is added to the problems, and gives the
     * default.
     */
    int number(String section, String key, int otherwise, int most) {
        Optional<String> text = text(section, key);
        try {
            int number = text.map(Integer::parseInt).orElse(otherwise);
            if (number >= 1 && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // It is refused below.
        }
        refuse(section, key, "must be a whole number of seconds from 1 to " + most);
        return otherwise;
    }

    /** Adds to the problems what is wrong with a value. */
    void refuse(String section, String key, String why) {
        int line = entry(section, key).map(Entry::line).orElse(0);
        problems.add(at(line) + " [" + section + "] " + key, why);
    }

    /** Adds to the problems every section and key that was not asked for before. */
    void refuseUnused() {
        sections.forEach((section, entries) -> {
            Set<String> known = asked.getOrDefault(section, new HashSet<>());
            if (known.isEmpty()) {
                problems.add(
                        at(sectionLines.get(section)) + " [" + section + "]",
                        "no such section, only " + String.join(", ", asked.keySet()));
                return;
            }
            entries.keySet().stream()
                    .filter(key -> !known.contains(key))
                    .forEach(key -> refuse(section, key, "no such key, only " + String.join(", ", known)));
        });
    }

    private void entry(int line, String section, String text) {
        int separator = separator(text);
        if (Character.isWhitespace(text.charAt(0)) || separator <= 0) {
            // The line is not repeated, because it may be the rest of a value.
            problems.add(at(line), "must be [section] or key = value, from the start of the line");
            return;
        }
        String key = text.substring(0, separator).strip().toLowerCase(Locale.ROOT);
        if (section == null) {
            problems.add(at(line) + " " + key, "stands before any [section]");
        } else if (sections.get(section)
                        .putIfAbsent(
                                key,
                                new Entry(line, text.substring(separator + 1).strip()))
                != null) {
            problems.add(at(line) + " [" + section + "] " + key, "given more than once");
        }
    }

    private static int separator(String text) {
        List<Integer> found = new ArrayList<>(List.of(text.indexOf('='), text.indexOf(':')));
        found.removeIf(index -> index < 0);
        return found.stream().min(Integer::compare).orElse(-1);
    }

    private Optional<Entry> entry(String section, String key) {
        return Optional.ofNullable(sections.getOrDefault(section, Map.of()).get(key));
    }

    private String at(int line) {
        return name + " line " + line;
    }

    private record Entry(int line, String value) {}
}
