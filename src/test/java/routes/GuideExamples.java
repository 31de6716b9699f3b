package routes;

import static org.assertj.core.api.Assertions.assertThat;

import execution.results.parser.ResultsParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/** The routes that the operator guide shows, and the runner that it names, as they stand there. */
final class GuideExamples {

    private GuideExamples() {}

    static void load(CamelContext context) throws Exception {
        List<String> examples = new ArrayList<>(Pattern.compile("```yaml\n(- route:.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("docs", "operator-guide.md")))
                .results()
                .map(block -> block.group(1))
                .toList());
        assertThat(examples).hasSize(2);
        examples.add(Files.readString(Path.of("docs", "examples", "run-own.camel.yaml")));
        context.getRegistry().bind("hostsParser", (ResultsParser)
                (file, results) -> results.postResults(file.name(), Map.of(), false));
        for (int i = 0; i < examples.size(); i++) {
            PluginHelper.getRoutesLoader(context)
                    .loadRoutes(ResourceHelper.fromString("guide-" + i + ".camel.yaml", examples.get(i)));
        }
    }
}
