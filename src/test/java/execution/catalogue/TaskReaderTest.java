package execution.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import execution.model.ExecutionStatus;
import execution.model.Webhook;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TaskReaderTest {

    private static final String FULL =
            """
            title: Scans hosts for open ports
            description: |
              More of it.
            runner: ecs
            container:
              task_definition: nmap:3
              container: scanner
              image: ghcr.io/acme/nmap:7
              wrapper: true
              command: [nmap, -oX, out.xml, "${{env.NMAP_TARGET_STRING}}"]
              cpu: 1024
              memory: 2048
              platform: LINUX
              architecture: ARM64
            lambda: scan
            worker: {command: [scan-part], mode: lines}
            request:
              type: object
              additionalProperties: false
              required: [address]
              properties:
                address: {type: string, maxLength: 64, pattern: '^[0-9.]+$'}
            environment:
              variables:
                NMAP_TARGET_STRING: {simple: '${body[request][address]}'}
                NMAP_PORTS: {jq: '.request.ports // "1-1024"'}
                NMAP_RATE: {constant: '100'}
              refusals:
                - when: {jsonpath: '$.request[?(@.address == "0.0.0.0")]'}
                  reason: that is no address
            secrets:
              API_KEY: arn:aws:secretsmanager:eu-west-1:123456789012:secret:nmap-AbCdEf
            policy:
              - {Effect: Allow, Action: 's3:GetObject', Resource: 'arn:aws:s3:::lists/*'}
            parser: {class: com.example.NmapParser}
            results: {extension: xml, kafka_topic: nmap.results}
            attempts:
              most: 3
              first_pause: 10s
              longest_pause: PT5M
              on_demand_after: 2
              rules:
                - {on: exit_code, codes: "1-5,42", retry: false}
                - {on: out_of_memory, retry: true}
            limits: {waiting: 6h, starting: 10m, running: 2h}
            priority: {standard: 4, most: 7}
            retention: 90d
            labels: {team: security}
            webhook: {url: 'https://hooks.example.com/nmap', statuses: [running, failed]}
            queue:
              name: nmap-requests
              event:
                tenant_id: {constant: acme}
                asset_id: {jq: .request.asset}
            """;

    private static List<String> errors(String yaml) {
        return TaskText.errors("scan", yaml.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void shouldReadEachKey() {
        TaskFile task = TaskText.task("nmap", FULL);

        assertThat(task.name()).isEqualTo("nmap");
        assertThat(task.source()).isEqualTo("nmap.yaml");
        assertThat(task.description()).isEqualTo("More of it.\n");
        assertThat(task.container())
                .isEqualTo(new TaskFile.Container(
                        "nmap:3",
                        "scanner",
                        "ghcr.io/acme/nmap:7",
                        true,
                        List.of("nmap", "-oX", "out.xml", "${{env.NMAP_TARGET_STRING}}"),
                        1024,
                        2048,
                        "LINUX",
                        "ARM64"));
        assertThat(task.lambda()).isEqualTo("scan");
        assertThat(task.worker())
                .isEqualTo(new TaskFile.Worker(List.of("scan-part"), TaskFile.Worker.Mode.LINES, null));
        assertThat(task.workerCommand()).containsExactly("scan-part");
        assertThat(task.request().at("/properties/address/maxLength").intValue())
                .isEqualTo(64);
        assertThat(task.environment().variables())
                .containsEntry("NMAP_RATE", new TaskFile.Expression("constant", "100"))
                .containsOnlyKeys("NMAP_TARGET_STRING", "NMAP_PORTS", "NMAP_RATE");
        assertThat(task.environment().refusals()).hasSize(1).first().satisfies(refusal -> {
            assertThat(refusal.when().language()).isEqualTo("jsonpath");
            assertThat(refusal.reason()).isEqualTo("that is no address");
        });
        assertThat(task.secrets()).containsOnlyKeys("API_KEY");
        assertThat(task.policy()).hasSize(1);
        assertThat(task.parser()).isEqualTo(new TaskFile.Parser(null, null, "com.example.NmapParser"));
        assertThat(task.results()).isEqualTo(new TaskFile.Results("xml", "nmap.results", null));
        assertThat(task.attempts())
                .isEqualTo(new TaskFile.Attempts(
                        3,
                        Duration.ofSeconds(10),
                        Duration.ofMinutes(5),
                        List.of(
                                new TaskFile.Rule("exit_code", "1-5,42", false),
                                new TaskFile.Rule("out_of_memory", null, true)),
                        2));
        assertThat(task.limits())
                .isEqualTo(new TaskFile.Limits(Duration.ofHours(6), Duration.ofMinutes(10), Duration.ofHours(2)));
        assertThat(task.priority()).isEqualTo(new TaskFile.Priority(4, 7));
        assertThat(task.retention()).isEqualTo(Duration.ofDays(90));
        assertThat(task.labels()).isEqualTo(Map.of("team", "security"));
        assertThat(task.webhook())
                .isEqualTo(new Webhook(
                        "https://hooks.example.com/nmap", List.of(ExecutionStatus.RUNNING, ExecutionStatus.FAILED)));
        assertThat(task.queue().event())
                .isEqualTo(Map.of(
                        "tenant_id", new TaskFile.Expression("constant", "acme"),
                        "asset_id", new TaskFile.Expression("jq", ".request.asset")));
        assertThat(task.queue().deadLetter()).isEqualTo("nmap-requests-dlq");
    }

    @Test
    void shouldFillWhatIsLeftOut() {
        TaskFile task = TaskText.task("scan", "title: Scans");

        assertThat(task.runner()).isEqualTo("ecs");
        assertThat(task.container())
                .isEqualTo(new TaskFile.Container("scan", "scan", null, true, null, null, null, "LINUX", "X86_64"));
        assertThat(task.environment().variables()).isEmpty();
        assertThat(task.environment().refusals()).isEmpty();
        assertThat(task.secrets()).isEmpty();
        assertThat(task.policy()).isEmpty();
        assertThat(task.attempts().rules()).isEmpty();
        assertThat(task.attempts().firstPause()).isZero();
        assertThat(task.limits()).isEqualTo(new TaskFile.Limits(null, null, null));
        assertThat(task.priority()).isEqualTo(new TaskFile.Priority(4, 9));
        assertThat(task.labels()).isEmpty();
        assertThat(task.request()).isNull();
        assertThat(task.parser()).isNull();
        assertThat(task.queue()).isNull();
        assertThat(task.worker()).isNull();
        assertThat(task.workerCommand()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            description: x | line 1, column 1: title: is required
            title: [x] | line 1, column 1: title: must be a text of 1 to 120 characters in one line
            titel: x | line 1, column 1: titel: is not a known key; known are title, description, runner,
            title: x\\nrunner: ECS | line 2, column 1: runner: must be 1 to 64 lower-case letters, digits, - or _
            title: x\\nlimits:\\n  running: 90 | line 3, column 3: limits.running: must be a time such as 30s
            title: x\\nlimits:\\n  running: PT0S | line 3, column 3: limits.running: must be from 1s to 7d
            title: x\\nlimits:\\n  starting: 8d | line 3, column 3: limits.starting: must be from 1s to 7d
            title: x\\nlimits: {runing: 1h} | limits.runing: is not a known key; known are waiting, starting, running
            title: x\\ncontainer: {cpu: 256, memory: 4096} | container.memory: must be 512, 1024 or 2048 with cpu 256
            title: x\\ncontainer: {cpu: 8192, memory: 16385} | must be 16384 to 61440 in steps of 4096 with cpu 8192
            title: x\\ncontainer: {cpu: 16384, memory: 16384} | must be 32768 to 122880 in steps of 8192 with cpu 16384
            title: x\\ncontainer: {cpu: 300, memory: 512} | container.cpu: must be one of 256, 512, 1024, 2048, 4096, 8192, 16384
            title: x\\ncontainer: {cpu: 256} | container.memory: is required where cpu is there
            title: x\\ncontainer: {command: [a, 1]} | container.command[1]: must be a text of at most 4000 characters; a number
            title: x\\ncontainer: {command: nmap -oX} | container.command: must be a list of 1 to 100 words
            title: x\\ncontainer: {architecture: arm} | container.architecture: must be one of X86_64, ARM64
            title: x\\ncontainer: {platform: WINDOWS_SERVER_2022_CORE, architecture: ARM64} | must be X86_64 for Windows
            title: x\\nparser: {bean: a, route: b} | parser: must be exactly one of bean, route and class
            title: x\\nparser: {} | parser: must be exactly one of bean, route and class
            title: x\\nparser: {class: 'a b'} | parser.class: must be the name of a class with its package
            title: x\\nattempts: {most: 11} | attempts.most: must be a whole number from 1 to 10
            title: x\\nattempts: {rules: [{on: exit_code, codes: "7-3", retry: true}]} | attempts.rules[0].codes: must have codes
            title: x\\nattempts: {rules: [{on: exit_code, codes: "256", retry: true}]} | attempts.rules[0].codes: must have codes
            title: x\\nattempts: {rules: [{on: exit_code, codes: 7, retry: true}]} | attempts.rules[0].codes: must be exit codes
            title: x\\nattempts: {rules: [{on: spot, codes: "7", retry: true}]} | belongs to on: exit_code alone
            title: x\\nattempts: {rules: [{on: weather, retry: true}]} | attempts.rules[0].on: must be one of exit_code, out_of_memory
            title: x\\nattempts: {first_pause: 1h, longest_pause: 1m} | attempts.longest_pause: must not be shorter
            title: x\\npriority: {standard: 8, most: 7} | priority.standard: must be at most priority.most
            title: x\\npriority: {standard: 10} | priority.standard: must be a whole number from 0 to 9
            title: x\\nretention: 3651d | retention: must be from 1s to 3650d
            title: x\\nenvironment: {variables: {1A: {constant: x}}} | environment.variables.1A: is not allowed here: a key must be
            title: x\\nenvironment: {variables: {A: {groovy: x}}} | environment.variables.A.groovy: is not a known key; known are
            title: x\\nenvironment: {variables: {A: {jq: a, simple: b}}} | A: must be exactly one of constant, simple, jq and jsonpath
            title: x\\nenvironment: {variables: {A: {jq: '.a + '}}} | environment.variables.A.jq: cannot be used:
            title: x\\nenvironment: {variables: {A: {jsonpath: '$['}}} | environment.variables.A.jsonpath: cannot be used:
            title: x\\nenvironment: {variables: {A: {simple: '${body'}}} | environment.variables.A.simple: cannot be used:
            title: x\\nenvironment: {variables: {A: {simple: '${body.${body[request]}}'}}} | must not have one ${…} within another
            title: x\\nenvironment: {variables: {EXECUTION_ID: {constant: x}}} | EXECUTION_ID: is set by the service itself
            title: x\\nenvironment: {refusals: [{when: {constant: x}, reason: y}]} | refusals[0].when.constant: is not a known key
            title: x\\nsecrets: {KEY: hunter2} | secrets.KEY: must be the ARN of a secret
            title: x\\nlabels: {'aws:x': y} | labels.aws:x: is not allowed here: a key must be 1 to 128 letters
            title: x\\nworker: {} | line 2, column 1: worker.command: is required where neither container.command nor
            title: x\\nworker: {mode: warm} | worker.mode: must be one of process, lines, function
            title: x\\nworker: {mode: function} | worker.function: is required where mode is function
            title: x\\nworker: {mode: function, function: a.B, command: [b]} | worker.command: must not stand where mode is
            title: x\\nworker: {mode: function, function: 'a b'} | worker.function: must be the name of a class with its package
            title: x\\nworker: {mode: lines, command: [b], function: a.B} | worker.function: belongs to mode: function alone
            title: x\\nworker: {command: sh -c x} | worker.command: must be a list of 1 to 100 words
            title: x\\nworker: {command: [a], slots: 2} | worker.slots: is not a known key; known are command, mode, function
            title: x\\nworker: [a] | worker: must be a mapping with the keys command, mode, function
            title: x\\nrunner: worker | worker: is required where runner is worker
            title: x\\nenvironment: {variables: {PART: {constant: x}}} | variables.PART: is set by the service itself
            title: x\\nwebhook: {} | line 2, column 1: webhook.url: is required
            title: x\\nwebhook: {url: hooks.example.com} | webhook.url: must be an address such as https://example.com/path
            title: x\\nwebhook: {url: 'https://a@b.example.com/'} | webhook.url: must be an address such as
            title: x\\nwebhook: {url: 'https://b.example.com/', statuses: [done]} | webhook.statuses[0]: must be one of pending,
            title: x\\nwebhook: {url: 'https://b.example.com/', statuses: []} | webhook.statuses: must be a list of 1 to 8
            title: x\\ntitle: y | line 2, column 1: title: stands there twice
            title: x\\nlabels: &a {b: c} | labels: must not have an anchor
            title: !secret x | title: must not have a tag of its own
            title: x\\n  labels: [ | is not valid YAML
            """)
    void shouldNameLineAndKeyAndWhatIsAllowed(String yaml, String error) {
        assertThat(errors(yaml.replace("\\n", "\n")))
                .anySatisfy(found -> assertThat(found).contains(error.strip()));
    }

    @Test
    void shouldFindAllErrorsOfAFileInTheOrderOfTheirLines() {
        assertThat(
                        errors(
                                """
                                runner: ECS
                                limits:
                                  running: soon
                                parser: {}
                                surprise: 1
                                """))
                .hasSize(5)
                .contains("line 1, column 1: title: is required")
                .satisfies(all -> assertThat(all.get(0)).startsWith("line 1, column 1"))
                .satisfies(all -> assertThat(all.get(4)).startsWith("line 5, column 1: surprise"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "- a\n- b", "just a text", "--- \na: 1\n--- \nb: 2", "a: *b", "\t", "\u0000", "? [a]\n: b"})
    void shouldRefuseWhatIsNoMappingOfKeys(String yaml) {
        assertThat(errors(yaml)).isNotEmpty();
    }

    @Test
    void shouldWantTheFunctionOfATaskOfTheRunnerLambda() {
        assertThat(errors("title: x\nrunner: lambda"))
                .singleElement()
                .asString()
                .contains("lambda: is required where runner is lambda");
        assertThat(errors("title: x\nrunner: lambda\nlambda: scan")).isEmpty();
    }

    @Test
    void shouldRunTheCommandOfTheContainerOnAWorkerUnlessTheFileNamesAnother() {
        TaskFile container = TaskText.task("scan", "title: x\ncontainer: {command: [scan]}\nworker: {}");
        TaskFile function = TaskText.task(
                "scan", "title: x\ncontainer: {command: [scan]}\nworker: {mode: function, function: a.B}");

        assertThat(container.worker()).isEqualTo(new TaskFile.Worker(null, TaskFile.Worker.Mode.PROCESS, null));
        assertThat(container.workerCommand()).containsExactly("scan");
        assertThat(function.worker().function()).isEqualTo("a.B");
        assertThat(function.workerCommand()).isNull();
    }

    @Test
    void shouldRepeatNoValueThatMayBeASecret() {
        assertThat(errors("title: x\nsecrets: {KEY: hunter2}\nlambda: 'hunter2 '\nretention: hunter2"))
                .hasSize(3)
                .noneSatisfy(error -> assertThat(error).contains("hunter2"));
    }

    @Test
    void shouldRefuseAFileThatGrowsByAliases() {
        StringBuilder bomb = new StringBuilder("title: x\na0: &a0 [x]\n");
        for (int i = 1; i < 40; i++) {
            bomb.append("a").append(i).append(": &a").append(i).append(" [");
            bomb.append("*a").append(i - 1).append(", *a").append(i - 1).append("]\n");
        }

        assertThat(errors(bomb.toString())).isNotEmpty();
    }

    @Test
    void shouldRefuseADeepFile() {
        assertThat(errors("title: x\nrequest: " + "[".repeat(10_000))).isNotEmpty();
    }

    @Test
    void shouldRefuseALargeFile() {
        assertThat(errors("title: x\ndescription: " + "x".repeat(300_000)))
                .containsExactly("the file must have at most 262144 bytes");
    }

    @Test
    void shouldRefuseWhatIsNotUtf8() {
        assertThat(TaskText.errors("scan", new byte[] {'t', (byte) 0xff}))
                .containsExactly("the file must be text in UTF-8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Scan", "a b", "", "-x", "a.b"})
    void shouldRefuseAFileWhoseNameIsNoNameOfAJob(String name) {
        assertThat(TaskText.errors(name, "title: x".getBytes(StandardCharsets.UTF_8)))
                .singleElement()
                .asString()
                .startsWith("the file's name must be");
    }

    @Test
    void shouldNameAtMostFiftyErrors() {
        StringBuilder surprises = new StringBuilder("title: x\n");
        for (int i = 0; i < 1_000; i++) {
            surprises.append("surprise").append(i).append(": 1\n");
        }

        assertThat(errors(surprises.toString())).hasSize(50);
    }

    @Test
    void shouldReadOrRefuseAnyFileAndNeverFail() {
        SplittableRandom random = new SplittableRandom(Long.getLong("fuzz.seed", 20_260_101));
        List<String> lines = FULL.lines().toList();
        List<String> odd = List.of(
                "",
                "{",
                "}",
                "[]",
                "{}",
                "null",
                "~",
                "true",
                "0",
                "-1",
                "1e999",
                "99999999999999999999",
                ": ",
                "- ",
                "&a ",
                "*a",
                "!!binary x",
                "'",
                "\"",
                "\t",
                "\u0000",
                "\ud800",
                "P",
                "PT",
                "9999999999d",
                "#/$defs/a",
                "${",
                "((((",
                ".",
                "$",
                "?",
                "|",
                "<<: ",
                "\n---\n",
                "x".repeat(5_000));
        TaskReader reader = TaskText.reader();
        int refused = 0;
        for (int i = 0; i < 3_000; i++) {
            List<String> changed = new ArrayList<>(lines);
            for (int changes = random.nextInt(1, 4); changes > 0; changes--) {
                int at = random.nextInt(changed.size());
                String line = changed.get(at);
                int cut = random.nextInt(line.length() + 1);
                String with = odd.get(random.nextInt(odd.size()));
                switch (random.nextInt(4)) {
                    case 0 -> changed.set(at, line.substring(0, cut) + with + line.substring(cut));
                    case 1 -> changed.set(at, line.substring(0, line.indexOf(':') + 1) + " " + with);
                    case 2 -> changed.remove(at);
                    default -> changed.add(at, lines.get(random.nextInt(lines.size())));
                }
            }
            String yaml = String.join("\n", changed);
            try {
                TaskFile task = reader.read("scan", "scan.yaml", yaml.getBytes(StandardCharsets.UTF_8));
                Catalogue.of(task);
            } catch (TaskReader.UnusableFileException e) {
                refused++;
                assertThat(e.file().errors()).isNotEmpty();
            } catch (RuntimeException | StackOverflowError e) {
                throw new AssertionError(yaml, e);
            }
        }
        assertThat(refused).isBetween(100, 2_950);
    }
}
