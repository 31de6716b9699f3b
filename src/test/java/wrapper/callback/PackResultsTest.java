package wrapper.callback;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wrapper.Archives;
import wrapper.ServiceStub;
import wrapper.config.Contract;
import wrapper.config.InputProblems;
import wrapper.run.CommandOutcome;

class PackResultsTest {
    @TempDir
    Path folder;

    @Test
    void shouldNameTheFileAfterRequestStartAndTask() {
        Map<String, String> environment = ServiceStub.contract("http://host/e");
        environment.put("RESULTS_EXTENSION", "json");
        Contract contract = Contract.parse(environment, new InputProblems()).orElseThrow();
        Instant start = Instant.parse("2026-01-31T23:59:58.900Z");

        assertThat(PackResults.name(contract, new CommandOutcome(0, false, start, start, "", "", "")))
                .isEqualTo("scan-1-20260131T235958Z-zap.json");
    }

    @Test
    void shouldPackExactlyOneFileWhenItsNameIsLong() throws Exception {
        Path file = Files.writeString(folder.resolve("results"), "found\n");
        String name = "n".repeat(150) + ".txt";

        PackResults.pack(file, name, folder.resolve("archive"));

        assertThat(Archives.files(Files.readAllBytes(folder.resolve("archive"))))
                .containsExactly(Map.entry(name, "found\n"));
    }
}
