package execution.results.sarif;

import execution.results.GeneratedFile;
import java.nio.charset.StandardCharsets;

/** Makes files of SARIF. */
public final class SarifFiles {

    private SarifFiles() {}

    /** Puts runs into a file. Quotes may be single ones. */
    public static String file(String... runs) {
        return ("{'$schema': 'https://json.schemastore.org/sarif-2.1.0.json', 'version': '2.1.0', 'runs': ["
                        + String.join(", ", runs) + "]}")
                .replace('\'', '"');
    }

    /** Makes a run of a tool that has the rules a (error), b (note), c (no level) and d (none). */
    public static String run(String... results) {
        return ("{'tool': {'driver': {'name': 'Linter', 'semanticVersion': '1.2.3', 'rules': ["
                + "{'id': 'a', 'defaultConfiguration': {'level': 'error'}},"
                + "{'id': 'b', 'defaultConfiguration': {'level': 'note'}}, {'id': 'c'},"
                + "{'id': 'd', 'defaultConfiguration': {'level': 'none'}}]}},"
                + "'results': [" + String.join(", ", results) + "]}");
    }

    /** A run with this number of results, as analysers write them, some 700 bytes each. */
    public static GeneratedFile large(int results) {
        return new GeneratedFile(
                file(run()).replace("]}]}", ""),
                results,
                number -> ((number == 0 ? "" : ",")
                                + """
                                {"ruleId": "%s", "ruleIndex": %d,
                                 "message": {"text": "The variable 'x%d' is assigned and never read."},
                                 "locations": [{"physicalLocation": {"artifactLocation": {"uri": "src/main/java/A%d.java",
                                   "uriBaseId": "%%SRCROOT%%", "index": %d}, "region": {"startLine": %d, "startColumn": 9,
                                   "endColumn": 21, "snippet": {"text": "int x%d = compute();"}}}}],
                                 "codeFlows": [{"threadFlows": [{"locations": [{"location": {"physicalLocation":
                                   {"artifactLocation": {"uri": "src/B.java"}, "region": {"startLine": 7}}}}]}]}],
                                 "partialFingerprints": {"primaryLocationLineHash": "39fa2ee980eb94b0:%d"}}
                                """
                                        .formatted(
                                                "abc".substring(number % 3, number % 3 + 1),
                                                number % 3,
                                                number,
                                                number % 500,
                                                number % 500,
                                                number % 2_000 + 1,
                                                number,
                                                number))
                        .getBytes(StandardCharsets.UTF_8),
                "]}]}");
    }
}
