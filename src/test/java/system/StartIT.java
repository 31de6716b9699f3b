package system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import execution.operations.StartRefusedException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Mistakes in an operator's routes are reported at the start, before any execution needs the routes. */
@ExtendWith(OutputCaptureExtension.class)
class StartIT {

    private static final Path SHIPPED = Path.of("src", "main", "resources", "routes");

    @TempDir
    Path folder;

    @Test
    void shouldNameLineAndKeyOfWhatIsWrongInARouteOfTheOperator(CapturedOutput output) throws IOException {
        Files.writeString(
                folder.resolve("enrich.camel.yaml"),
                """
                - route:
                    id: enrich
                    from:
                      uri: direct:enrich
                      steps:
                        - setHeader:
                            nmae: env.COLOUR
                            constant: blue
                """);

        shouldRefuse(
                Map.of("execution.routes-dir", folder.toString()),
                "enrich.camel.yaml: line 7, column 13: [0].route.from.steps[0].setHeader.nmae: is no key that Camel knows");

        assertThat(output.getAll()).contains("APPLICATION FAILED TO START");
    }

    @Test
    void shouldNotStartWithoutARequiredRouteOrWithACallOfOneThatIsNotThere() throws IOException {
        try (DirectoryStream<Path> shipped = Files.newDirectoryStream(SHIPPED)) {
            for (Path file : shipped) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
        Files.delete(folder.resolve("publish-results.camel.yaml"));
        Files.writeString(
                folder.resolve("environment-scan.camel.yaml"),
                """
                - route:
                    id: environment-scan
                    from:
                      uri: direct:environment-scan
                      steps:
                        - to: direct:inventory
                """);

        shouldRefuse(
                Map.of(
                        "camel.main.routes-include-pattern",
                        "file:" + folder + "/*.camel.yaml,file:" + folder + "/*.other.yaml"),
                "camel.main.routes-include-pattern: file:" + folder + "/*.other.yaml matches no file",
                "direct:publish-results is required, and no route begins with it",
                "direct:inventory is called by [environment-scan], and no route begins with it");
    }

    private void shouldRefuse(Map<String, String> properties, String... reasons) {
        assertThatThrownBy(() ->
                        RunningService.start(SharedPlatform.get(), properties).close())
                .hasRootCauseInstanceOf(StartRefusedException.class)
                .rootCause()
                .hasMessageContainingAll(reasons);
    }
}
