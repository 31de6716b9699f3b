package execution.results.sarif;

import static execution.results.sarif.SarifFiles.file;
import static execution.results.sarif.SarifFiles.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import execution.model.UnusableMessageException;
import execution.results.GeneratedFile;
import execution.results.RecordedResults;
import execution.results.TextFile;
import execution.results.parser.ResultsFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SarifParserTest {

    private static RecordedResults parsed(ResultsFile file) throws IOException {
        RecordedResults results = new RecordedResults("sarif", "2026-01-01T00:00:00Z");
        new SarifParser().parse(file, results.context());
        return results;
    }

    private static RecordedResults parsed(String sarif) throws IOException {
        return parsed(new TextFile("results.sarif", sarif));
    }

    private static JsonNode summary(RecordedResults results) {
        assertThat(results.documents("summary")).hasSize(1);
        return results.documents("summary").get(0).path("Data");
    }

    private static JsonNode json(String text) throws IOException {
        return new ObjectMapper().readTree(text.replace('\'', '"'));
    }

    @Test
    void shouldCountFindingsByLevelAndRule() throws IOException {
        RecordedResults results = parsed(file(
                run("{'ruleId': 'a'}", "{'ruleId': 'a'}", "{'ruleId': 'b'}"),
                run("{'ruleId': 'a', 'level': 'warning'}")));

        assertThat(summary(results).path("has_findings").asBoolean()).isTrue();
        assertThat(summary(results).path("findings").asInt()).isEqualTo(4);
        assertThat(summary(results).path("runs").asInt()).isEqualTo(2);
        assertThat(summary(results).path("by_level"))
                .isEqualTo(json("{'error': 2, 'warning': 1, 'note': 1, 'none': 0}"));
        assertThat(summary(results).path("by_rule"))
                .isEqualTo(json("[{'rule_id': 'a', 'findings': 3}, {'rule_id': 'b', 'findings': 1}]"));
        assertThat(results.documents("runs"))
                .extracting(document -> document.at("/Data/findings").asInt())
                .containsExactly(3, 1);
        assertThat(results.hasFindings()).isTrue();
    }

    @Test
    void shouldPostEachFinding() throws IOException {
        RecordedResults results = parsed(
                file(
                        run(
                                """
                {'ruleIndex': 0, 'message': {'markdown': '*bad*', 'text': 'bad'}, 'locations': [
                  {'physicalLocation': {'artifactLocation': {'uri': 'src/A.java'},
                                        'region': {'startLine': 7, 'startColumn': 3}}},
                  {'physicalLocation': {'artifactLocation': {'uri': 'src/B.java'}}}]}""")));

        JsonNode finding = results.documents("findings").get(0).path("Data");
        assertThat(finding.path("tool").asText()).isEqualTo("Linter");
        assertThat(finding.path("rule_id").asText()).isEqualTo("a");
        assertThat(finding.path("level").asText()).isEqualTo("error");
        assertThat(finding.path("message").asText()).isEqualTo("bad");
        assertThat(finding.path("file").asText()).isEqualTo("src/A.java");
        assertThat(finding.path("line").asInt()).isEqualTo(7);
        assertThat(finding.path("column").asInt()).isEqualTo(3);
        assertThat(finding.path("finding_id").asText()).hasSize(32);
    }

    @Test
    void shouldKnowAFindingAgainByItsFingerprintWhenItsLineMoves() throws IOException {
        String finding = "{'ruleId': 'a', 'partialFingerprints': {'hash': 'x'}, 'locations': [{'physicalLocation': "
                + "{'region': {'startLine': %d}}}]}";

        assertThat(key(finding.formatted(1))).isEqualTo(key(finding.formatted(2)));
        assertThat(key(finding.formatted(1)))
                .isNotEqualTo(key(finding.formatted(1).replace("'x'", "'y'")));
        assertThat(key("{'message': {'text': 'a'}}")).isNotEqualTo(key("{'message': {'text': 'b'}}"));
    }

    private static String key(String result) throws IOException {
        return parsed(file(run(result)))
                .documents("findings")
                .get(0)
                .path("NonTemporalKey")
                .asText();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
                    {'ruleId': 'a'}                                                | error
                    {'ruleIndex': 1}                                               | note
                    {'rule': {'id': 'b'}}                                          | note
                    {'rule': {'index': 0}}                                         | error
                    {'ruleId': 'a/b/c'}                                            | error
                    {'ruleId': 'a', 'ruleIndex': 1}                                | note
                    {'ruleId': 'c'}                                                | warning
                    {'ruleId': 'd'}                                                | none
                    {'ruleId': 'nobody knows it'}                                  | warning
                    {'ruleIndex': 99}                                              | warning
                    {'ruleIndex': -1}                                              | warning
                    {'ruleIndex': 99999999999999999999}                            | warning
                    {}                                                             | warning
                    {'ruleId': 'a', 'level': 'note'}                               | note
                    {'ruleId': 'a', 'level': 'high'}                               | error
                    {'ruleId': 'a', 'kind': 'fail'}                                | error
                    {'ruleId': 'x', 'rule': {'index': 0, 'toolComponent': {'index': 0}}} | note
                    """)
    void shouldFindTheLevelByTheRulesOfSarif(String result, String level) throws IOException {
        String run = run(result)
                .replace(
                        "{'driver'",
                        "{'extensions': [{'rules': [{'id': 'x', 'defaultConfiguration': {'level': 'note'}}]}], 'driver'");

        assertThat(parsed(file(run))
                        .documents("findings")
                        .get(0)
                        .at("/Data/level")
                        .asText())
                .isEqualTo(level);
    }

    @Test
    void shouldFindTheLevelWhereRulesStandBehindTheResults() throws IOException {
        String run = "{'results': [{'ruleId': 'a'}], 'tool': {'driver': {'rules': [{'defaultConfiguration': "
                + "{'level': 'error'}, 'id': 'a'}], 'name': 'Late'}}}";

        JsonNode finding = parsed(file(run)).documents("findings").get(0).path("Data");
        assertThat(finding.path("level").asText()).isEqualTo("error");
        assertThat(finding.path("tool").asText()).isEqualTo("Late");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'ruleId': 'a', 'kind': 'pass'}",
                "{'ruleId': 'a', 'kind': 'notApplicable', 'level': 'error'}",
                "{'ruleId': 'a', 'baselineState': 'absent'}",
                "{'ruleId': 'a', 'suppressions': [{'kind': 'inSource'}]}",
                "{'ruleId': 'a', 'suppressions': [{'kind': 'external', 'status': 'accepted'}]}"
            })
    void shouldNotCountWhatIsNothingToLookAt(String result) throws IOException {
        RecordedResults results = parsed(file(run(result)));

        assertThat(summary(results).path("findings").asInt()).isZero();
        assertThat(summary(results).path("has_findings").asBoolean()).isFalse();
        assertThat(results.documents("findings")).isEmpty();
        assertThat(results.hasFindings()).isFalse();
        assertThat(summary(results).path("suppressed").asInt()).isEqualTo(result.contains("suppressions") ? 1 : 0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'ruleId': 'a', 'suppressions': []}",
                "{'ruleId': 'a', 'suppressions': null}",
                "{'ruleId': 'a', 'suppressions': [{'status': 'accepted'}, {'status': 'rejected'}]}",
                "{'ruleId': 'a', 'suppressions': [{'status': 'underReview'}]}",
                "{'ruleId': 'a', 'baselineState': 'unchanged'}"
            })
    void shouldCountWhatNobodyDecidedToLeave(String result) throws IOException {
        assertThat(summary(parsed(file(run(result)))).path("findings").asInt()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'version': '2.1.0', 'runs': []}",
                "{'version': '2.1.0', 'runs': null}",
                "{'runs': [{}, null, 7, 'x', []]}",
                "{'runs': [{'tool': null, 'results': null}]}",
                "{'runs': [{'tool': {'driver': {'name': 7, 'rules': {}}, 'extensions': 'x'}, 'results': {}}]}",
                "{'runs': [{'results': []}], 'version': '2.1.0'}"
            })
    void shouldFindNothingInAFileWithoutResults(String sarif) throws IOException {
        assertThat(summary(parsed(sarif.replace('\'', '"')))
                        .path("has_findings")
                        .asBoolean())
                .isFalse();
    }

    @Test
    void shouldReadOddFieldsOfAResult() throws IOException {
        RecordedResults results = parsed(file(run(
                "{'ruleId': 7, 'message': 'text', 'locations': [7, {'physicalLocation': {'region': {'startLine': 'x'}}}],"
                        + "'level': {}, 'rule': [], 'partialFingerprints': {'a': {'b': 1}}, 'suppressions': {'a': 1}}",
                "null",
                "[]")));

        assertThat(summary(results).path("by_level")).isEqualTo(json("{'error':0,'warning':3,'note':0,'none':0}"));
    }

    @Test
    void shouldPostAsManyFindingsAsGitHubTakesAndCountTheOthers() throws IOException {
        RecordedResults results = parsed(SarifFiles.large(25_100));

        assertThat(summary(results).path("findings").asInt()).isEqualTo(25_100);
        assertThat(summary(results).path("findings_not_listed").asInt()).isEqualTo(100);
        assertThat(results.documents("findings")).hasSize(25_000);
    }

    @Test
    void shouldPostTheFindingsOfAsManyRunsAsGitHubTakesAndCountTheOthers() throws IOException {
        RecordedResults results = parsed(file(IntStream.range(0, 22)
                .mapToObj(number -> run("{'ruleId': 'a'}"))
                .toArray(String[]::new)));

        assertThat(summary(results).path("findings").asInt()).isEqualTo(22);
        assertThat(summary(results).path("findings_not_listed").asInt()).isEqualTo(2);
        assertThat(results.documents("findings")).hasSize(20);
        assertThat(results.documents("runs")).hasSize(22);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "null",
                "<nmaprun/>",
                "{}",
                "{'version': '2.1.0'}",
                "{'version': '1.0.0', 'runs': []}",
                "{'runs': []} {}",
                "{'runs': [}",
                "{'runs': [], 'x': NaN}",
                "{'runs': [{'results': [{'ruleId': 'a'"
            })
    void shouldRefuseWhatIsNoSarif(String text) {
        assertThatThrownBy(() -> parsed(text.replace('\'', '"')))
                .isInstanceOf(UnusableMessageException.class)
                .hasMessageMatching("(?s)(not (SARIF|well-formed JSON): |SARIF of version 1.0.0).*");
    }

    @Test
    void shouldPassOverATextOfAnyLengthThatNobodyAsksFor() throws IOException {
        byte[] megabyte = "x".repeat(1_000_000).getBytes(StandardCharsets.UTF_8);
        GeneratedFile file = new GeneratedFile(
                "{\"runs\": [{\"artifacts\": [{\"contents\": {\"text\": \"", 100, number -> megabyte, "\"}}]}]}");

        assertThat(summary(parsed(file)).path("findings").asInt()).isZero();
    }

    static Stream<GeneratedFile> thingsWithoutEnd() {
        byte[] megabyte = "x".repeat(1_000_000).getBytes(StandardCharsets.UTF_8);
        byte[] digits = "1".repeat(1_000_000).getBytes(StandardCharsets.UTF_8);
        byte[] nested = "[".repeat(1_000_000).getBytes(StandardCharsets.UTF_8);
        String result = "{\"runs\": [{\"results\": [{";
        return Stream.of(
                new GeneratedFile(result + "\"message\": {\"text\": \"", 100, number -> megabyte, "\"}}]}]}"),
                new GeneratedFile(result + "\"", 100, number -> megabyte, "\": 1}]}]}"),
                new GeneratedFile(result + "\"ruleIndex\": ", 100, number -> digits, "}]}]}"),
                new GeneratedFile(result + "\"properties\": ", 100, number -> nested, ""),
                new GeneratedFile("{\"runs\": [{}", 1_000_000, number -> ",{}".getBytes(), "]}"),
                new GeneratedFile(
                        "{\"runs\": [{\"tool\": {\"driver\": {\"rules\": [{}",
                        1_000_000,
                        number -> ",{}".getBytes(),
                        "]}}}]}"),
                new GeneratedFile(
                        "{\"runs\": [{\"tool\": {\"extensions\": [{}", 1_000_000, number -> ",{}".getBytes(), "]}}]}"));
    }

    @ParameterizedTest
    @MethodSource("thingsWithoutEnd")
    void shouldRefuseAThingWithoutEndBeforeItIsInMemory(GeneratedFile file) {
        assertThatThrownBy(() -> parsed(file))
                .isInstanceOf(UnusableMessageException.class)
                .hasMessageContaining("line");
    }

    @Test
    void shouldReadNamesThatAreAllDifferent() throws IOException {
        GeneratedFile file = new GeneratedFile(
                "{\"runs\": [], \"properties\": {\"x\": 1",
                1_000_000,
                number -> (",\"n" + number + "\": 1").getBytes(StandardCharsets.UTF_8),
                "}}");

        assertThat(summary(parsed(file)).path("runs").asInt()).isZero();
    }
}
