package wrapper;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import shared.json.Json;
import wrapper.action.ActionKinds;
import wrapper.config.InputProblems;
import wrapper.config.Settings;
import wrapper.job.JobDescription;

/** What the documentation shows can be run. */
class WrapperDocumentationTest {
    private static final Pattern BLOCK = Pattern.compile("^```json\\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE);

    @Test
    void shouldAcceptEveryJobThatTheDocumentationShows() throws Exception {
        InputProblems problems = new InputProblems();
        List<JobDescription> jobs = new ArrayList<>();

        for (JsonNode block : blocks()) {
            JsonNode job = block.path("job").isObject() ? block.get("job") : block;
            if (job.has("command")) {
                jobs.add(JobDescription.parse(
                        job.toString(),
                        Settings.read(Path.of("no such file"), problems),
                        new ActionKinds(Map.of()),
                        problems));
            }
        }

        assertThat(problems.all()).isEmpty();
        assertThat(jobs).hasSize(2).allSatisfy(job -> assertThat(job.actions()).isNotEmpty());
    }

    private static List<JsonNode> blocks() throws Exception {
        Matcher matcher = BLOCK.matcher(Files.readString(Path.of("docs/wrapper.md")));
        List<JsonNode> blocks = new ArrayList<>();
        while (matcher.find()) {
            blocks.add(Json.read(matcher.group(1)));
        }
        return blocks;
    }
}
