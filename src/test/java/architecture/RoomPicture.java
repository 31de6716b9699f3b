package architecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which room uses which, as Mermaid. A room is a package with all that is in it: the first two parts of its name, or
 * the first where there is no second. An arrow that others imply is left out: where {@code a} uses {@code b} and
 * {@code b} uses {@code c}, {@code a} may use {@code c} as well.
 */
final class RoomPicture {

    /** The rooms of each role beside those that they share with others; each role has a picture of its own. */
    private static final List<String> ROLES = List.of(
            "routes|execution\\..*",
            "gateway(\\..*)?",
            "routes\\.(wrap|work)|wrapper(\\..*)?",
            "producer(\\..*)?",
            "cli(\\..*)?");

    private final Map<String, Set<String>> uses = new TreeMap<>();

    /**
     * Reads who uses whom.
     *
     * @param ignored classes that every room may use, so that using them makes no arrow
     * @throws IllegalStateException if rooms use each other in a circle
     */
    RoomPicture(Iterable<JavaClass> classes, DescribedPredicate<JavaClass> ignored) {
        for (JavaClass type : classes) {
            Set<String> used = uses.computeIfAbsent(room(type), none -> new TreeSet<>());
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                JavaClass target = dependency.getTargetClass().getBaseComponentType();
                if (isOurs(target) && !ignored.test(target)) {
                    used.add(room(target));
                }
            }
        }
        uses.forEach((room, used) -> used.remove(room));
        uses.keySet().forEach(room -> {
            if (reached(uses.get(room)).contains(room)) {
                throw new IllegalStateException(room + " uses itself by way of others");
            }
        });
    }

    private boolean isOurs(JavaClass type) {
        return type.getPackageName().matches("(launcher|routes|execution|gateway|wrapper|producer|cli|shared)\\b.*");
    }

    private static String room(JavaClass type) {
        return type.getPackageName().replaceFirst("^(\\w+\\.\\w+)\\..*", "$1");
    }

    /** The pictures, one for each role. */
    String text() {
        return ROLES.stream().map(this::picture).collect(Collectors.joining("\n"));
    }

    private String picture(String role) {
        Set<String> rooms = new TreeSet<>(reached(
                uses.keySet().stream().filter(room -> room.matches(role)).collect(Collectors.toSet())));
        if (uses.containsKey("launcher")) {
            rooms.add("launcher");
        }
        Set<String> alone = new TreeSet<>(rooms);
        alone.remove("launcher");
        StringBuilder text = new StringBuilder("```mermaid\nflowchart TD\n");
        for (String room : rooms) {
            Set<String> used = uses.get(room).stream().filter(rooms::contains).collect(Collectors.toSet());
            for (String other : new TreeSet<>(used)) {
                Set<String> others = new TreeSet<>(used);
                others.remove(other);
                if (!reached(others).contains(other)) {
                    text.append("    ")
                            .append(room)
                            .append(" --> ")
                            .append(other)
                            .append('\n');
                    alone.removeAll(Set.of(room, other));
                }
            }
        }
        alone.forEach(room -> text.append("    ").append(room).append('\n'));
        return text.append("```\n").toString();
    }

    /** These rooms and all that they lead to. */
    private Set<String> reached(Set<String> rooms) {
        Set<String> reached = new TreeSet<>(rooms);
        for (Set<String> next = rooms; !next.isEmpty(); ) {
            next = next.stream()
                    .flatMap(room -> uses.getOrDefault(room, Set.of()).stream())
                    .filter(reached::add)
                    .collect(Collectors.toSet());
        }
        return reached;
    }
}
