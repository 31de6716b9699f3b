package execution.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the shipped task files take and refuse. */
class ShippedTasksTest {

    private static final Path EXAMPLE = Path.of("infrastructure/terraform/examples/nmap-task/tasks");
    private static final Catalogue SHIPPED = Catalogue.read(List.of(), new DefaultCamelContext());

    @TempDir
    Path folder;

    private static List<RequestSchema.Problem> problems(String task, JsonNode request) {
        return SHIPPED.request(task).orElseThrow().check(request);
    }

    private static JsonNode object(String name, JsonNode value) {
        return JsonNodeFactory.instance.objectNode().set(name, value);
    }

    @Test
    void shouldShipTheTasksUnderTheirNames() {
        assertThat(SHIPPED.unusable()).isEmpty();
        assertThat(SHIPPED.all())
                .extracting(TaskFile::name)
                .containsExactly(
                        "hash-search", "nmap", "sarif", "static-code-analysis-java", "word-count", "word-count-range");
    }

    /** The example adds a queue to the shipped file, and whoever changes the shipped file finds the example here. */
    @Test
    void shouldRunInTheExampleOfTerraformWhatIsShipped() {
        Catalogue example = Catalogue.read(List.of(EXAMPLE), new DefaultCamelContext());

        assertThat(example.unusable()).isEmpty();
        TaskFile ours = example.find("nmap").orElseThrow();
        TaskFile shipped = SHIPPED.find("nmap").orElseThrow();
        assertThat(ours.source()).isNotEqualTo(shipped.source());
        assertThat(ours)
                .usingRecursiveComparison()
                .comparingOnlyFields("container", "request", "environment", "parser", "results")
                .isEqualTo(shipped);
        assertThat(ours.queue().name()).isEqualTo("scans-nmap-requests");
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1,127.0.0.1",
        "10.0.0.0/24,10.0.0.0_24",
        "::1,0::1",
        "2001:db8::/112,2001:db8::_112",
        "a.example,a.example"
    })
    void shouldNameTheAssetOfTheExampleAfterTheAddress(String target, String asset) throws Exception {
        TaskFile nmap = Catalogue.read(List.of(EXAMPLE), new DefaultCamelContext())
                .find("nmap")
                .orElseThrow();
        TaskExpressions expressions = new TaskExpressions(new DefaultCamelContext());

        for (Object request : List.of(target, Map.of("AddressToScan", target))) {
            assertThat(expressions.text(nmap.queue().event().get("asset_id"), Map.of("request", request)))
                    .isEqualTo(asset);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "0.0.0.0",
                "255.255.255.255",
                "10.1.0.0/16",
                "10.1.2.3/32",
                "::1",
                "::",
                "fe80::1:2",
                "2001:db8::",
                "2001:DB8:0:0:0:0:0:1",
                "1:2:3:4:5:6:7:8",
                "2001:db8::/112",
                "::1/128",
                "localhost",
                "localhost.",
                "example.org",
                "a-b.c1.example",
                "xn--bcher-kva.example",
                "1.example",
                "123.456.example"
            })
    void shouldTakeAnAddressANetworkOrAHostNameToScan(String target) {
        assertThat(problems("nmap", TextNode.valueOf(target))).isEmpty();
        assertThat(problems("nmap", object("AddressToScan", TextNode.valueOf(target))))
                .isEmpty();
    }

    static Stream<String> hostileTargets() {
        return Stream.of(
                "",
                " ",
                "-oN/tmp/x",
                "--script=/tmp/x.nse",
                "-iL/etc/passwd",
                "-",
                "--",
                " 127.0.0.1",
                "127.0.0.1 ",
                "127.0.0.1 -oN x",
                "127.0.0.1\n",
                "127.0.0.1\n-oN",
                "127.0.0.1\u0000",
                "127.0.0.1\t10.0.0.1",
                "127.0.0.1,10.0.0.1",
                "127.0.0.1-254",
                "1-254.0.0.1",
                "127.0.0.*",
                "127.0.0",
                "127.1",
                "2130706433",
                "0x7f000001",
                "0x7f.0.0.1",
                "127.0.0.01",
                "256.0.0.1",
                "127.0.0.1/",
                "127.0.0.1/15",
                "127.0.0.1/0",
                "127.0.0.1/33",
                "127.0.0.1/016",
                "10.0.0.0/16/16",
                "10.0.0.0/255.255.0.0",
                ":::",
                "1::2::3",
                "1:2:3:4:5:6:7:8:9",
                "1:2:3:4:5:6:7:",
                "fe80::1%eth0",
                "::ffff:127.0.0.1",
                "[::1]",
                "2001:db8::/64",
                "2001:db8::/129",
                "::g",
                "example.org/24",
                "http://example.org",
                "example.org:80",
                "user@example.org",
                "-example.org",
                "example-.org",
                "example..org",
                ".example.org",
                "example.org..",
                "example.1",
                "example.1-2",
                "b\u00fccher.example",
                "\uff11\uff12\uff17.0.0.1",
                "exam ple.org",
                "$(reboot)",
                "`reboot`",
                "a;reboot",
                "a|b",
                "a&b",
                "a>b",
                "a'b",
                "a\"b",
                "a\\b",
                "${{secretsmanager.key}}",
                "${body}",
                "a".repeat(64) + ".org",
                "a.".repeat(127) + "org",
                "a".repeat(100_000),
                "1.".repeat(50_000),
                ":".repeat(253),
                "1:".repeat(126));
    }

    @ParameterizedTest
    @MethodSource("hostileTargets")
    void shouldRefuseEverythingElseToScan(String target) {
        assertThat(problems("nmap", TextNode.valueOf(target))).isNotEmpty();
        assertThat(problems("nmap", object("AddressToScan", TextNode.valueOf(target))))
                .isNotEmpty();
    }

    @Test
    void shouldRefuseAScanOfAnotherForm() {
        TextNode target = TextNode.valueOf("127.0.0.1");
        JsonNodeFactory json = JsonNodeFactory.instance;
        for (JsonNode request : List.of(
                json.objectNode(),
                json.arrayNode().add(target),
                json.numberNode(1),
                json.nullNode(),
                object("AddressToScan", json.nullNode()),
                object("AddressToScan", json.arrayNode().add(target)),
                object("addressToScan", target),
                json.objectNode().put("AddressToScan", "127.0.0.1").put("options", "-A"))) {
            assertThat(problems("nmap", request)).as("%s", request).isNotEmpty();
        }
    }

    @Test
    void shouldSayWhatIsAllowedToScanAndRepeatNothingOfTheRequest() {
        assertThat(problems("nmap", TextNode.valueOf("-oN/tmp/x")))
                .allSatisfy(problem ->
                        assertThat(problem.problem()).contains("address").doesNotContain("-oN"));
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1,-4", "localhost,-4", "10.0.0.0/24,-4", "::1,-6", "2001:db8::/112,-6"})
    void shouldGiveNmapTheTargetAndItsFamily(String target, String family) throws Exception {
        Map<String, TaskFile.Expression> variables =
                SHIPPED.find("nmap").orElseThrow().environment().variables();
        TaskExpressions expressions = new TaskExpressions(new DefaultCamelContext());
        for (Object request : List.of(target, Map.of("AddressToScan", target))) {
            Map<String, Object> execution = Map.of("request", request);
            assertThat(expressions.text(variables.get("NMAP_TARGET_STRING"), execution))
                    .isEqualTo(target);
            assertThat(expressions.text(variables.get("NMAP_ADDRESS_FAMILY"), execution))
                    .isEqualTo(family);
        }
    }

    @Test
    void shouldGiveNmapTheTargetAsItsLastWordBehindAllOptions() {
        List<String> command = SHIPPED.find("nmap").orElseThrow().container().command();

        assertThat(command).startsWith("nmap").endsWith("--", "${{env.NMAP_TARGET_STRING}}");
        assertThat(command).doesNotContain("sh", "-c");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "one two", "$(reboot) `x` \"' \n; | > ${{env.HOME}} %s \\", "\u00fc \ud83d\ude00"})
    void shouldCountTheWordsOfAnyText(String text) {
        assertThat(problems("word-count", TextNode.valueOf(text))).isEmpty();
    }

    @Test
    void shouldCountNoWordsOfWhatIsNoTextOrTooLong() {
        assertThat(problems("word-count", TextNode.valueOf("x".repeat(10_001)))).isNotEmpty();
        assertThat(problems("word-count", TextNode.valueOf("a\u0000b"))).isNotEmpty();
        assertThat(problems("word-count", JsonNodeFactory.instance.objectNode()))
                .isNotEmpty();
        assertThat(problems("word-count", JsonNodeFactory.instance.numberNode(1)))
                .isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "fargate", "$(exit 9) `exit 9` \"' \n; | > %s %d \\\\ ${{env.HOME}}", "\u00fc \ud83d\ude00"})
    void shouldSearchEachNumberInOnePart(String text) throws Exception {
        assertThat(problems("hash-search", search(text, "00", 3_000))).isEmpty();
        List<Integer> found = new ArrayList<>();
        for (int part = 0; part < 3; part++) {
            JsonNode value = searched(text, "00", 3_000, part, 3);
            assertThat(value.isArray()).isTrue();
            value.forEach(number -> found.add(number.intValue()));
        }

        assertThat(found).isEqualTo(matches(text, "00", 3_000)).isNotEmpty();
    }

    @Test
    void shouldFindNothingInAPartWithoutNumbers() throws Exception {
        assertThat(searched("x", "", 2, 0, 16)).isEmpty();
        assertThat(searched("x", "", 2, 15, 16)).hasSize(1);
    }

    @Test
    void shouldSearchForNothingButDigitsOfHex() {
        for (String prefix : List.of("", "0A", "0 ", "0\n", "$(reboot)", "0".repeat(65))) {
            assertThat(problems("hash-search", search("x", prefix, 10))).isNotEmpty();
        }
        assertThat(problems("hash-search", search("a\u0000b", "0", 10))).isNotEmpty();
        assertThat(problems("hash-search", search("x".repeat(1_001), "0", 10))).isNotEmpty();
        assertThat(problems("hash-search", search("x", "0", 0))).isNotEmpty();
        assertThat(problems("hash-search", search("x", "0", 10_000_001))).isNotEmpty();
    }

    private static ObjectNode search(String text, String prefix, int numbers) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("text", text)
                .put("prefix", prefix)
                .put("numbers", numbers);
    }

    /** Runs the command of the task for one part, as a worker does. */
    private JsonNode searched(String text, String prefix, int numbers, int part, int parts) throws Exception {
        TaskFile task = SHIPPED.find("hash-search").orElseThrow();
        TaskExpressions expressions = new TaskExpressions(new DefaultCamelContext());
        Map<String, Object> execution = Map.of("request", Map.of("text", text, "prefix", prefix, "numbers", numbers));
        Path output = folder.resolve("output-" + part);
        ProcessBuilder command = new ProcessBuilder(task.workerCommand()).redirectErrorStream(true);
        for (Map.Entry<String, TaskFile.Expression> variable :
                task.environment().variables().entrySet()) {
            command.environment().put(variable.getKey(), expressions.text(variable.getValue(), execution));
        }
        command.environment().putAll(Map.of("PART", "" + part, "PARTS", "" + parts, "PART_OUTPUT", output.toString()));
        Process process = command.start();
        process.getOutputStream().close();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(printed).isZero();
        assertThat(printed).isEmpty();
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).allMatch(path -> path.getFileName().toString().matches("output-\\d+"));
        }
        return new ObjectMapper().readTree(output.toFile());
    }

    private static List<Integer> matches(String text, String prefix, int numbers) throws Exception {
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        List<Integer> matches = new ArrayList<>();
        for (int number = 0; number < numbers; number++) {
            byte[] hash = sha256.digest((text + number).getBytes(StandardCharsets.UTF_8));
            if (HexFormat.of().formatHex(hash).startsWith(prefix)) {
                matches.add(number);
            }
        }
        return matches;
    }
}
