package documentation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A flow that a page draws by Mermaid. A node whose box is rounded, a cylinder or doubled is outside of the routes;
 * any other node is a route, a slanted one is one in YAML. A node is called what is written in its box.
 */
record FlowPicture(Map<String, Node> nodes, List<Arrow> arrows) {

    private static final Pattern FLOW = Pattern.compile("(?ms)^```mermaid\nflowchart [A-Z]+\n(.*?)^```$");
    private static final String NODE = "([\\w-]+?)(\\(\\[.*?]\\)|\\[\\(.*?\\)]|\\[\\[.*?]]|\\[/.*?/]|\\[.*?])?";
    private static final Pattern FIRST = Pattern.compile(NODE + "(?= |$)");
    private static final Pattern NEXT = Pattern.compile(" (?:-- [^>]*? )?(-->|-\\.->) " + NODE + "(?= |$)");

    enum Kind {
        OUTSIDE,
        ROUTE,
        YAML
    }

    record Node(String name, Kind kind) {}

    /** @param direct whether the one route itself calls the other; if not, others are between the two */
    record Arrow(Node from, Node to, boolean direct) {}

    static List<FlowPicture> read(Path page) throws IOException {
        return FLOW.matcher(Files.readString(page))
                .results()
                .map(found -> of(found.group(1)))
                .toList();
    }

    /** @throws IllegalArgumentException if a line is of a form that is not read here */
    static FlowPicture of(String lines) {
        FlowPicture picture = new FlowPicture(new LinkedHashMap<>(), new ArrayList<>());
        lines.lines().map(String::strip).filter(line -> !line.isEmpty()).forEach(picture::add);
        return picture;
    }

    private void add(String line) {
        Matcher first = FIRST.matcher(line);
        if (!first.lookingAt()) {
            throw new IllegalArgumentException(line);
        }
        String from = node(first.group(1), first.group(2));
        int end = first.end();
        Matcher next = NEXT.matcher(line);
        while (end < line.length()) {
            if (!next.find(end) || next.start() != end) {
                throw new IllegalArgumentException(line);
            }
            String to = node(next.group(2), next.group(3));
            arrows.add(new Arrow(nodes.get(from), nodes.get(to), next.group(1).equals("-->")));
            from = to;
            end = next.end();
        }
    }

    /** A node has its box where it is drawn first. */
    private String node(String id, String box) {
        Node drawn = nodes.get(id);
        if (drawn != null && box != null) {
            throw new IllegalArgumentException(id + " has two boxes");
        }
        if (drawn == null) {
            nodes.put(id, box == null ? new Node(id, Kind.ROUTE) : new Node(text(box), kind(box)));
        }
        return id;
    }

    private static String text(String box) {
        return box.replaceAll("^[\\[(/\"]+|[])/\"]+$", "");
    }

    private static Kind kind(String box) {
        if (box.startsWith("[/")) {
            return Kind.YAML;
        }
        return box.matches("\\[[^\\[(].*") ? Kind.ROUTE : Kind.OUTSIDE;
    }
}
