package execution.results;

import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** The settings of results, with their defaults where a test sets nothing else. */
final class ResultsSettings {

    private ResultsSettings() {}

    /**
     * @param values by their names below {@code execution.results}
     */
    static ResultsProperties of(Map<String, String> values) {
        Map<String, String> properties = values.entrySet().stream()
                .collect(Collectors.toMap(value -> "execution.results." + value.getKey(), Map.Entry::getValue));
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("execution.results", ResultsProperties.class);
    }
}
