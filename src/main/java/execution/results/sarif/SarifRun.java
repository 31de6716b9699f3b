package execution.results.sarif;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What is known of a run of a tool before its results are read. */
final class SarifRun {

    private static final int MOST_NAME = 100;

    /** As many as GitHub takes. */
    private static final int MOST_EXTENSIONS = 100;

    private String tool;
    private String version;
    private String automation;
    private final Rules driver = new Rules();
    private final List<Rules> extensions = new ArrayList<>();

    /** Reads a field of the run at the cursor. */
    void read(SarifJson json, String field) throws IOException {
        if (field.equals("tool")) {
            json.object(part -> {
                if (part.equals("driver")) {
                    json.object(name -> ofDriver(json, name));
                } else if (part.equals("extensions")) {
                    json.list(() -> extension(json));
                }
            });
        } else if (field.equals("automationDetails")) {
            json.object(name -> automation = name.equals("id") ? json.text(MOST_NAME) : automation);
        }
    }

    private void ofDriver(SarifJson json, String name) throws IOException {
        switch (name) {
            case "name" -> tool = json.text(MOST_NAME);
            case "semanticVersion" -> version = json.text(MOST_NAME);
            case "version" -> version = version == null ? json.text(MOST_NAME) : version;
            case "rules" -> driver.read(json);
            default -> {}
        }
    }

    private void extension(SarifJson json) throws IOException {
        if (extensions.size() == MOST_EXTENSIONS) {
            throw json.unusable("more than " + MOST_EXTENSIONS + " extensions of one tool");
        }
        Rules rules = new Rules();
        extensions.add(rules);
        json.object(name -> {
            if (name.equals("rules")) {
                rules.read(json);
            }
        });
    }

    /** Gives the name of the tool; null if the file does not say. */
    String tool() {
        return tool;
    }

    /** Gives the version of the tool; null if the file does not say. */
    String version() {
        return version;
    }

    /** Gives the id that tells this run of a tool from its other runs; null if the file does not say. */
    String automation() {
        return automation;
    }

    /** Gives how many rules are known. */
    int rules() {
        return driver.size() + extensions.stream().mapToInt(Rules::size).sum();
    }

    /**
     * Gives the rules of a part of the tool.
     *
     * @param extension the place of the extension; null for the tool itself
     */
    Rules rulesOf(Integer extension) {
        return extension == null || extension >= extensions.size() ? driver : extensions.get(extension);
    }
}
