package cli;

import static org.assertj.core.api.Assertions.assertThat;

import cli.call.Installations;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import wrapper.ServiceStub;

/** Runs commands against a stand-in for the service. */
abstract class ExecctlFixture {
    static final String EVENT = "0f8fad5b-d9cb-469f-a165-70867728950e";
    static final String ID = "00112233445566778899aabbccddeeff";
    static final String NAME = EVENT + "/" + ID;
    static final String PATH = "/executions/" + NAME;
    static final String TOKEN = "t0ken-s3cret";

    @TempDir
    Path folder;

    ServiceStub service;
    Map<String, String> environment;
    String stdin;
    boolean terminal;
    List<Long> pauses;
    final AtomicReference<String> lastWords = new AtomicReference<>();
    String out;
    String err;

    @BeforeEach
    void start() throws IOException {
        service = new ServiceStub();
        environment = new LinkedHashMap<>(Map.of("EXECCTL_URL", service.url(""), "EXECCTL_TOKEN", TOKEN));
        stdin = "";
        terminal = false;
        pauses = new ArrayList<>();
    }

    @AfterEach
    void stop() {
        service.close();
        assertThat(out + err).doesNotContain(TOKEN);
    }

    int run(String... arguments) {
        StringWriter stdout = new StringWriter();
        StringWriter stderr = new StringWriter();
        int code = Execctl.run(
                new Surroundings(
                        new Installations(
                                environment, folder.resolve("config.properties"), folder.resolve("local.properties")),
                        new ByteArrayInputStream(stdin.getBytes(StandardCharsets.UTF_8)),
                        new PrintWriter(stdout),
                        new PrintWriter(stderr),
                        terminal,
                        pauses::add,
                        lastWords),
                arguments);
        out = stdout.toString();
        err = stderr.toString();
        return code;
    }

    JsonNode json() throws IOException {
        return new ObjectMapper().readTree(out);
    }

    static String execution(String status, String more) {
        return """
                {"tenant_id":"t","jit_event_id":"%s","execution_id":"%s","status":"%s","job_name":"scan","job_runner":"ecs",
                 "asset_id":"asset-1","workflow_slug":"nightly","created_at":"2026-01-01T12:00:00.000000Z",
                 "priority":4%s}"""
                .formatted(EVENT, ID, status, more);
    }

    static String history(String... statuses) {
        StringBuilder history = new StringBuilder(",\"history\":[");
        for (int i = 0; i < statuses.length; i++) {
            history.append(i == 0 ? "" : ",")
                    .append(
                            """
                            {"seq":%d,"status":"%s","occurred_at":"2026-01-01T12:00:0%d.000000Z"}"""
                                    .formatted(i + 1, statuses[i], i));
        }
        return history.append("]").toString();
    }

    JsonNode sent(String call) throws IOException {
        assertThat(service.bodies(call)).as(err).isNotEmpty();
        return new ObjectMapper().readTree(service.bodies(call).get(0));
    }

    void accept() {
        service.answer("POST", "/executions", 202, execution("pending", ""));
    }
}
