package execution.results.sarif;

import execution.model.Digests;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** One result of a run, as it stands in the file. */
final class Result {

    private static final int MOST_WORD = 50;
    private static final int MOST_ID = 200;
    private static final int MOST_FILE = 1_000;
    private static final int MOST_MESSAGE = 2_000;

    private String ruleId;
    private Integer ruleIndex;
    private Integer extension;
    private String level;
    private String kind;
    private String message;
    private String file;
    private Integer line;
    private Integer column;
    private String fingerprint;
    private boolean isAbsent;
    private int suppressions;
    private int suppressionsThatDoNotCount;
    private boolean isLocated;

    /** Reads the result at the cursor. */
    static Result read(SarifJson json) throws IOException {
        Result result = new Result();
        json.object(name -> result.field(json, name));
        return result;
    }

    private void field(SarifJson json, String name) throws IOException {
        switch (name) {
            case "ruleId" -> ruleId = json.text(MOST_ID);
            case "ruleIndex" -> ruleIndex = json.number();
            case "rule" -> json.object(field -> ofRule(json, field));
            case "level" -> level = json.text(MOST_WORD);
            case "kind" -> kind = json.text(MOST_WORD);
            case "message" ->
                json.object(field -> {
                    if (field.equals("text") || field.equals("markdown") && message == null) {
                        message = json.text(MOST_MESSAGE);
                    }
                });
            case "locations" -> json.list(() -> location(json));
            case "partialFingerprints" -> json.object(field -> fingerprint(json, field, true));
            case "fingerprints" -> json.object(field -> fingerprint(json, field, false));
            case "baselineState" -> isAbsent = "absent".equals(json.text(MOST_WORD));
            case "suppressions" -> json.list(() -> suppression(json));
            default -> {}
        }
    }

    private void ofRule(SarifJson json, String field) throws IOException {
        switch (field) {
            case "id" -> ruleId = ruleId == null ? json.text(MOST_ID) : ruleId;
            case "index" -> ruleIndex = ruleIndex == null ? json.number() : ruleIndex;
            case "toolComponent" -> json.object(name -> extension = name.equals("index") ? json.number() : extension);
            default -> {}
        }
    }

    /** The first location is where the result is. */
    private void location(SarifJson json) throws IOException {
        if (isLocated) {
            return;
        }
        isLocated = true;
        json.object(name -> {
            if (name.equals("physicalLocation")) {
                json.object(part -> {
                    if (part.equals("artifactLocation")) {
                        json.object(field -> file = field.equals("uri") ? json.text(MOST_FILE) : file);
                    } else if (part.equals("region")) {
                        json.object(field -> {
                            line = field.equals("startLine") ? json.number() : line;
                            column = field.equals("startColumn") ? json.number() : column;
                        });
                    }
                });
            }
        });
    }

    /** Full fingerprints are left for files without partial ones, which GitHub and others compare by. */
    private void fingerprint(SarifJson json, String name, boolean isPartial) throws IOException {
        String value = json.text(MOST_ID);
        if (value != null && (fingerprint == null || isPartial)) {
            fingerprint = name.substring(0, Math.min(MOST_ID, name.length())) + "=" + value;
        }
    }

    private void suppression(SarifJson json) throws IOException {
        suppressions++;
        json.object(name -> {
            if (name.equals("status") && !"accepted".equals(json.text(MOST_WORD))) {
                suppressionsThatDoNotCount++;
            }
        });
    }

    /** Tells whether somebody decided that nothing is to be done about the result. */
    boolean isSuppressed() {
        return suppressions > 0 && suppressionsThatDoNotCount == 0;
    }

    /** Tells whether the result is something to look at, unless it is suppressed. */
    boolean isFailure() {
        return (kind == null || kind.equals("fail")) && !isAbsent;
    }

    /** Gives the id of the result's rule; {@code unknown} if it has none. */
    String rule(SarifRun run) {
        String id = ruleId != null ? ruleId : run.rulesOf(extension).id(ruleIndex);
        return id == null ? "unknown" : id;
    }

    /** Gives the level by the rules of SARIF 2.1.0, 3.27.10: the result's own, else that of its rule, else warning. */
    Level level(SarifRun run) {
        if (kind != null && !kind.equals("fail")) {
            return Level.NONE;
        }
        Level own = Level.of(level);
        if (own != null) {
            return own;
        }
        Level ofRule = run.rulesOf(extension).level(ruleIndex, ruleId);
        return ofRule == null ? Level.WARNING : ofRule;
    }

    /** Gives what identifies the result in this and in later files of the same tool. */
    String id(SarifRun run) {
        String place = fingerprint != null ? fingerprint : line + ":" + column + ":" + message;
        return Digests.id(rule(run), String.valueOf(file), place);
    }

    /** Gives the document about the result. */
    Map<String, Object> document(SarifRun run) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("rule_id", rule(run));
        document.put("level", level(run).word());
        document.put("message", message);
        document.put("file", file);
        document.put("line", line);
        document.put("column", column);
        return document;
    }
}
