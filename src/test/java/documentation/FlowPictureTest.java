package documentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import documentation.FlowPicture.Arrow;
import documentation.FlowPicture.Kind;
import documentation.FlowPicture.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The pictures of the flow are made of routes that are there, and of calls that these routes make. */
class FlowPictureTest {

    private static final List<Path> PAGES = List.of(Path.of("README.md"), Path.of("docs/how-it-works.md"));

    /** Where a bean sends because something begins there that no message brings about. */
    private static final Set<String> BEGUN_BY_BEANS = Set.of("changed", "found", "ask-for-tasks", "check-cluster");

    /** Operators may write them, and none is shipped, because a task's file does the same. */
    private static final Set<String> NOT_SHIPPED = Set.of("environment-*");

    private static RouteGraph routes;
    private static Set<String> operations;

    @BeforeAll
    static void read() throws Exception {
        routes = RouteGraph.read();
        operations = Pattern.compile("operationId: (\\S+)")
                .matcher(Files.readString(Path.of("src/main/resources/openapi.yaml")))
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toSet());
    }

    @Test
    void shouldDrawRoutesThatAreThere() throws IOException {
        for (Path page : PAGES) {
            List<FlowPicture> pictures = FlowPicture.read(page);

            assertThat(pictures).as("pictures of %s", page).isNotEmpty();
            for (FlowPicture picture : pictures) {
                assertThat(notThere(picture))
                        .as("drawn in %s and not there", page)
                        .isEmpty();
            }
        }
    }

    @Test
    void shouldDrawCallsThatRoutesMake() throws IOException {
        for (Path page : PAGES) {
            for (FlowPicture picture : FlowPicture.read(page)) {
                assertThat(notMade(picture))
                        .as("drawn in %s and not made", page)
                        .isEmpty();
            }
        }
    }

    @Test
    void shouldDrawInTheReadmeWhatOperatorsVary() throws IOException {
        Set<String> drawn = FlowPicture.read(PAGES.get(0)).stream()
                .flatMap(picture -> picture.nodes().values().stream())
                .filter(node -> node.kind() == Kind.YAML)
                .map(Node::name)
                .collect(Collectors.toSet());

        assertThat(drawn)
                .contains(
                        "lookup-asset",
                        "enrich",
                        "environment-*",
                        "run-*",
                        "stop-*",
                        "parse-*",
                        "publish-event",
                        "publish-results");
    }

    @Test
    void shouldTellWhatIsDrawnAndNotSo() {
        FlowPicture picture = FlowPicture.of(
                """
                post([POST]) --> trigger-execution --> trigger -.-> lookup-asset[/lookup-asset/]
                trigger -- at once --> enrich[/enrich/]
                trigger --> asset -.-> lookup-asset
                post --> asset --> none[/"none-*"/]
                trigger --> table[(table)]
                """);

        assertThat(notThere(picture)).containsExactly("none-*");
        assertThat(notMade(picture))
                .containsExactly("trigger --> enrich", "asset -.-> lookup-asset", "POST --> asset", "asset --> none-*");
    }

    @Test
    void shouldReadEveryLineOrNone() {
        assertThatIllegalArgumentException().isThrownBy(() -> FlowPicture.of("trigger ==> asset"));
        assertThatIllegalArgumentException().isThrownBy(() -> FlowPicture.of("trigger --> asset & enrich"));
    }

    private static List<String> notThere(FlowPicture picture) {
        return picture.nodes().values().stream()
                .filter(node -> node.kind() != Kind.OUTSIDE)
                .filter(node -> !NOT_SHIPPED.contains(node.name()))
                .filter(node -> !routes.has(node.name()) || routes.isYaml(node.name()) != (node.kind() == Kind.YAML))
                .map(Node::name)
                .toList();
    }

    private static List<String> notMade(FlowPicture picture) {
        List<String> notMade = new ArrayList<>();
        for (Arrow arrow : picture.arrows()) {
            if (!isMade(arrow)) {
                notMade.add(arrow.from().name()
                        + (arrow.direct() ? " --> " : " -.-> ")
                        + arrow.to().name());
            }
        }
        return notMade;
    }

    private static boolean isMade(Arrow arrow) {
        String from = arrow.from().name();
        String to = arrow.to().name();
        if (arrow.to().kind() == Kind.OUTSIDE) {
            return true;
        }
        if (arrow.from().kind() == Kind.OUTSIDE) {
            return routes.entries().contains(to) || operations.contains(to) || BEGUN_BY_BEANS.contains(to);
        }
        return arrow.direct() ? routes.calls(from, to) : routes.leadsBy(from, to);
    }
}
