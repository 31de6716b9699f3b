package execution.results.sarif;

import execution.model.UnusableMessageException;
import execution.results.parser.ResultsContext;
import execution.results.parser.ResultsFile;
import execution.results.parser.ResultsParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * Reads SARIF 2.1.0 of any analyser: a document {@code findings} of each result that is to be looked at,
 * {@code runs} of each run with its counts, and {@code summary} of the whole file.
 *
 * <p>What GitHub takes (20 runs, 25,000 results of each) has a document of each finding. Beyond that, findings are only
 * counted.
 */
@Component("sarifParser")
public class SarifParser implements ResultsParser {

    private static final int MOST_RUNS_LISTED = 20;
    private static final int MOST_FINDINGS_LISTED = 25_000;

    /** The most runs that are counted. */
    private static final int MOST_RUNS = 1_000;

    /** The most rules of all runs, which are held in memory. */
    private static final int MOST_RULES = 100_000;

    private static final String VERSION = "2.1";
    private static final int MOST_WORD = 50;

    @Override
    public void parse(ResultsFile file, ResultsContext context) throws IOException {
        // Rules may stand behind the results that need their levels.
        List<SarifRun> runs = runs(file);
        FindingCounts all = new FindingCounts();
        int[] number = new int[1];
        try (SarifJson json = new SarifJson(file.open())) {
            json.file(name -> {
                if (name.equals("runs")) {
                    json.list(() -> results(json, runs.get(number[0]), number[0]++, all, context));
                }
            });
        }
        context.pushContext(Map.of("report", "sarif"));
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("runs", runs.size());
        all.putInto(summary);
        context.postResults("summary", summary, false);
        context.popContext();
        if (all.hasFindings()) {
            context.findings();
        }
    }

    private static List<SarifRun> runs(ResultsFile file) throws IOException {
        List<SarifRun> runs = new ArrayList<>();
        boolean[] isSarif = new boolean[1];
        int[] rules = new int[1];
        try (SarifJson json = new SarifJson(file.open())) {
            json.file(name -> {
                if (name.equals("version")) {
                    String version = String.valueOf(json.text(MOST_WORD));
                    if (!version.startsWith(VERSION)) {
                        throw json.unusable("SARIF of version " + version + ", and only 2.1.0 is read");
                    }
                } else if (name.equals("runs")) {
                    isSarif[0] = true;
                    json.list(() -> {
                        SarifRun run = new SarifRun();
                        json.object(field -> run.read(json, field));
                        runs.add(run);
                        rules[0] += run.rules();
                        if (runs.size() > MOST_RUNS || rules[0] > MOST_RULES) {
                            throw json.unusable("more than " + MOST_RUNS + " runs or " + MOST_RULES + " rules");
                        }
                    });
                }
            });
        }
        if (!isSarif[0]) {
            throw new UnusableMessageException("not SARIF: no runs");
        }
        return runs;
    }

    private static void results(SarifJson json, SarifRun run, int number, FindingCounts all, ResultsContext context)
            throws IOException {
        FindingCounts counts = new FindingCounts();
        Map<String, Object> key = new LinkedHashMap<>();
        key.put("tool", run.tool());
        key.put("automation_id", run.automation());
        key.put("run", number);
        context.pushContext(key);
        int[] listed = new int[1];
        json.object(name -> {
            if (name.equals("results")) {
                json.list(() -> {
                    Result result = Result.read(json);
                    if (result.isFailure() && result.isSuppressed()) {
                        counts.countSuppressed();
                        all.countSuppressed();
                    } else if (result.isFailure()) {
                        counts.count(result.rule(run), result.level(run));
                        all.count(result.rule(run), result.level(run));
                        if (number < MOST_RUNS_LISTED && listed[0]++ < MOST_FINDINGS_LISTED) {
                            context.pushContext(Map.of("finding_id", result.id(run)));
                            context.postResults("findings", result.document(run), false);
                            context.popContext();
                        } else {
                            counts.countNotListed();
                            all.countNotListed();
                        }
                    }
                });
            }
        });
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("tool_version", run.version());
        counts.putInto(document);
        context.postResults("runs", document, false);
        context.publish();
        context.popContext();
    }
}
