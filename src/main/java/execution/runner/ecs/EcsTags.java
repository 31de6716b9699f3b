package execution.runner.ecs;

import execution.model.Execution;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.ecs.model.Tag;

/**
 * The tags of a task, by which its cost can be told in the bill. They stand among the settings of the launch, because
 * the same request has to be made again when the answer to the first was lost and the task's file has changed since.
 */
final class EcsTags {

    /** What the name of a setting begins with that holds a tag; the tag's key follows. */
    private static final String SETTING = "tag.";

    /** The most characters of a tag's value. */
    private static final int MOST = 256;

    /** The characters that the value of a tag may not have at every service of AWS. */
    private static final Pattern OTHER = Pattern.compile("[^A-Za-z0-9 _.:/=+@-]");

    private EcsTags() {}

    /**
     * Gives the tags as settings of a launch: the labels of the task's file, and the execution's tenant, task and id,
     * which go before labels of the same name.
     *
     * @param labels of which each can be a tag, and which leave at least three of ECS's 50 tags free
     */
    static Map<String, String> settings(Execution execution, Map<String, String> labels) {
        Map<String, String> tags = new TreeMap<>(labels);
        tags.put("tenant_id", execution.key().tenantId());
        tags.put("task", execution.job().jobName());
        tags.put("execution_id", execution.key().executionId());
        Map<String, String> settings = new TreeMap<>();
        tags.forEach((key, value) -> settings.put(SETTING + key, allowed(value)));
        return settings;
    }

    private static String allowed(String value) {
        String clean = OTHER.matcher(value).replaceAll("_");
        return clean.length() <= MOST ? clean : clean.substring(0, MOST);
    }

    /** Reads the tags from the settings of a launch, always in the same order. Launches of before have none. */
    static List<Tag> of(Map<String, String> settings) {
        return new TreeMap<>(settings)
                .entrySet().stream()
                        .filter(setting -> setting.getKey().startsWith(SETTING))
                        .map(setting -> Tag.builder()
                                .key(setting.getKey().substring(SETTING.length()))
                                .value(setting.getValue())
                                .build())
                        .toList();
    }
}
