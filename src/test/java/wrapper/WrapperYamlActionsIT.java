package wrapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;
import org.springframework.kafka.test.utils.KafkaTestUtils;

/** Kinds of actions that an operator adds in YAML. */
class WrapperYamlActionsIT {
    private static final String NOTE =
            """
            - route:
                from:
                  uri: direct:action-Note
                  steps:
                    - setHeader:
                        name: oenv.Noted
                        simple: "${header.job}/${header.stage}/${header.action}/${body[text]}"
            """;

    @TempDir
    Path folder;

    private Path kinds;

    @BeforeEach
    void create() throws IOException {
        kinds = Files.createDirectory(folder.resolve("kinds"));
    }

    @Test
    void shouldSendToKafkaWithTheShippedExample() throws Exception {
        EmbeddedKafkaKraftBroker broker = new EmbeddedKafkaKraftBroker(1, 1, "jobs");
        broker.afterPropertiesSet();
        try {
            WrapperJvm wrapper = WrapperJvm.start(
                    folder,
                    Map.of(
                            "KAFKA_BROKERS",
                            broker.getBrokersAsString(),
                            "TWRAP_ACTIONS",
                            Path.of("src/main/resources/actions")
                                    .toAbsolutePath()
                                    .toString()),
                    "--cli-json",
                    """
                    {"job": "test", "command": "true", "actions": [
                      {"stage": "end", "plugin": "Kafka", "topic": "jobs", "key": "${body} ${{env.KAFKA_BROKERS}}",
                       "payload": {"code": "${{oenv.ExitCode}}", "list": [1, true, null, 1.50]}},
                      {"stage": "end", "plugin": "kafka", "payload": "s3cret"}]}""");

            assertThat(wrapper.exitCode()).isZero();
            ConsumerRecord<String, String> record = only(broker);
            assertThat(record.key()).isEqualTo("${body} " + broker.getBrokersAsString());
            assertThat(record.value()).isEqualTo("{\"code\":\"0\",\"list\":[1,true,null,1.50]}");
            assertThat(wrapper.stderr())
                    .contains(
                            "cli-json.actions[0] (kafka): done",
                            "cli-json.actions[1] (kafka) failed: org.apache.camel.support.processor.PredicateValidationException")
                    .doesNotContain("s3cret");
        } finally {
            broker.destroy();
        }
    }

    @Test
    void shouldGiveARouteWhatTheContractSaysAndTakeValuesForOenv() throws Exception {
        Files.writeString(kinds.resolve("note.camel.yaml"), NOTE);
        Files.writeString(kinds.resolve("README.yaml"), "not: a route");

        WrapperJvm wrapper = run(
                """
                {"job": "test", "command": ["echo", "${{oenv.Noted}}"], "actions": [
                  {"stage": "start", "plugin": "NOTE", "action": "label", "text": "${{env.TEXT}} ${header.job}"}]}""");

        assertThat(wrapper.exitCode()).isZero();
        assertThat(wrapper.stdout()).isEqualTo("test/start/label/{{x}} ${header.job}\n");
    }

    @Test
    void shouldLetARouteCallTheWrappersOwnActions() throws Exception {
        Files.writeString(
                kinds.resolve("hook.camel.yaml"),
                """
                - route:
                    from:
                      uri: direct:action-hook
                      steps:
                        - to: direct:action-http
                """);
        try (ServiceStub server = new ServiceStub()) {
            WrapperJvm wrapper = run(
                    """
                    {"command": "true", "actions": [
                      {"stage": "end", "plugin": "hook", "url": "%s", "payload": [1], "retries": 0},
                      {"stage": "end", "plugin": "hook", "url": "ftp://s3cret", "retries": -1}]}"""
                            .formatted(server.url("/hook")));

            assertThat(wrapper.exitCode()).isZero();
            assertThat(server.bodies("POST /hook")).containsExactly("[1]");
            assertThat(wrapper.stderr())
                    .contains("actions[1] (hook) failed: url: must be an absolute http or https URL without user"
                            + " information; retries: must be a whole number from 0 to 100")
                    .doesNotContain("s3cret");
        }
    }

    @Test
    void shouldEndAtTheBoundOfTheActionsWhenKafkaHasGoneBetweenThem() throws Exception {
        // The producer knows the topic from the start action, so the producer keeps the record of the end action until
        // a broker comes.
        Files.writeString(
                kinds.resolve("slow.camel.yaml"),
                """
                - route:
                    from:
                      uri: direct:action-slow
                      steps:
                        - setBody:
                            constant: text
                        - to: "kafka:jobs?brokers={{env:BROKERS}}&requestTimeoutMs=600000&deliveryTimeoutMs=700000"
                """);
        Path gate = folder.resolve("gate");
        EmbeddedKafkaKraftBroker broker = new EmbeddedKafkaKraftBroker(1, 1, "jobs");
        broker.afterPropertiesSet();
        WrapperJvm wrapper;
        try {
            wrapper = WrapperJvm.start(
                    folder,
                    Map.of("BROKERS", broker.getBrokersAsString(), "GATE", gate.toString()),
                    "--actions",
                    kinds.toString(),
                    "--config",
                    Files.writeString(folder.resolve("wrapper.conf"), "[wrapper]\nactions_timeout = 4")
                            .toString(),
                    "--cli-json",
                    """
                    {"command": ["sh", "-c", "while [ ! -e \\"$GATE\\" ]; do sleep 0.1; done; exit 5"], "actions": [
                      {"stage": "start", "plugin": "slow"}, {"stage": "end", "plugin": "slow"}]}""");
            await().until(() -> wrapper.stderr().contains("command started"));
        } finally {
            broker.destroy();
        }
        Files.createFile(gate);

        assertThat(wrapper.exitCode()).isEqualTo(5);
        assertThat(wrapper.stderr())
                .contains(
                        "actions[0] (slow): done",
                        "actions[1] (slow) failed: cut off after the 4 s that all end actions have together");
    }

    @Test
    void shouldTellNothingOfWhatARouteFailedOn() throws Exception {
        Files.writeString(
                kinds.resolve("fail.camel.yaml"),
                """
                - route:
                    from:
                      uri: direct:action-fail
                      steps:
                        - throwException:
                            message: "no ${body}"
                            exceptionType: java.lang.IllegalArgumentException
                """);

        WrapperJvm wrapper = run(
                """
                {"command": "true", "actions": [{"stage": "end", "plugin": "fail", "x": "s3cret"}]}""");

        assertThat(wrapper.exitCode()).isZero();
        assertThat(wrapper.stderr())
                .contains("cli-json.actions[0] (fail) failed: java.lang.IllegalArgumentException")
                .doesNotContain("s3cret");
    }

    @Test
    void shouldRunNothingWhenTheFilesAreWrong() throws Exception {
        Files.writeString(kinds.resolve("a.camel.yaml"), NOTE);
        Files.writeString(kinds.resolve("b.camel.yaml"), NOTE.replace("Note", "note"));
        Files.writeString(kinds.resolve("c.camel.yaml"), NOTE.replace("Note", "http"));
        Files.writeString(kinds.resolve("d.camel.yaml"), "- rout: {}\n");

        WrapperJvm wrapper = run("{\"command\":\"true\",\"actions\":[{\"stage\":\"end\",\"plugin\":\"nope\"}]}");

        assertThat(wrapper.exitCode()).isEqualTo(2);
        assertThat(wrapper.stderr())
                .contains(
                        "wrapper: --actions b.camel.yaml: has a route direct:action-note, of which there is another\n",
                        "wrapper: --actions c.camel.yaml: has a route direct:action-http, which is the wrapper's own\n",
                        "wrapper: --actions d.camel.yaml: cannot be loaded: ",
                        "wrapper: cli-json.actions[0].plugin: no such plugin, only ecs_snstrace, http, note, s3\n");
    }

    @Test
    void shouldRunNothingWhenTheFolderIsNotThere() throws Exception {
        WrapperJvm wrapper = WrapperJvm.start(
                folder, Map.of(), "--actions=" + folder.resolve("none"), "--cli-json", "{\"command\":\"true\"}");

        assertThat(wrapper.exitCode()).isEqualTo(2);
        assertThat(wrapper.stderr()).contains("wrapper: --actions: is no folder whose files can be read\n");
    }

    private WrapperJvm run(String json) throws IOException {
        return WrapperJvm.start(folder, Map.of("TEXT", "{{x}}"), "--actions", kinds.toString(), "--cli-json", json);
    }

    private static ConsumerRecord<String, String> only(EmbeddedKafkaKraftBroker broker) {
        Map<String, Object> settings = KafkaTestUtils.consumerProps("test", "false", broker);
        try (Consumer<String, String> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of("jobs"));
            return KafkaTestUtils.getSingleRecord(consumer, "jobs", Duration.ofMinutes(3));
        }
    }
}
