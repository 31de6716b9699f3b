package documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AnnotationTypeFilter;

/** What src/main says, for tests of pages that quote it. */
final class Sources {

    /** Between two pieces of a text that code puts together there is a value, or a call. */
    private static final String VALUE = "[\\s\\S]{0,60}?";

    /** A text that is written in pieces for its length. */
    private static final Pattern JOINT = Pattern.compile("\"\\s*\\+\\s*\"");

    /** That a comment names it makes no setting of it; a logger has such a name as well. */
    private static final Pattern KEY = Pattern.compile("execution(?:\\.[a-z<>-]+)+");

    private static final Pattern METRIC = Pattern.compile("(?:execution|producer)_[a-z]+(?:_[a-z]+)+");

    private final List<String> texts;
    private final Set<String> settings = new HashSet<>();

    private Sources(List<String> texts) {
        this.texts = texts;
    }

    static Sources read() throws IOException, ClassNotFoundException {
        List<String> texts = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("src/main"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                texts.add(JOINT.matcher(Files.readString(file)).replaceAll(""));
            }
        }
        Sources sources = new Sources(texts);
        ClassPathScanningCandidateComponentProvider scanner = new ClassPathScanningCandidateComponentProvider(false);
        scanner.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
        for (BeanDefinition found : scanner.findCandidateComponents("execution")) {
            Class<?> type = Class.forName(found.getBeanClassName());
            assertThat(type).isRecord();
            sources.addSettings(
                    type.getAnnotation(ConfigurationProperties.class).value(), type);
        }
        return sources;
    }

    private void addSettings(String prefix, Class<?> type) {
        for (RecordComponent component : type.getRecordComponents()) {
            String key = prefix + "." + DataObjectPropertyName.toDashedForm(component.getName());
            if (component.getType().isRecord()) {
                addSettings(key, component.getType());
            } else {
                settings.add(Map.class.isAssignableFrom(component.getType()) ? key + ".<>" : key);
            }
        }
    }

    boolean haveSetting(String key) {
        return settings.contains(key.replaceAll("<[^>]+>", "<>"));
    }

    /**
     * Whether a text that a page quotes is there.
     *
     * @param quote a setting, a metric as Prometheus shows it, or any text, with … for what differs from time to time
     */
    boolean say(String quote) {
        if (KEY.matcher(quote).matches()) {
            return haveSetting(quote) || sayAll(List.of('"' + quote + '"'));
        }
        if (METRIC.matcher(quote).matches()) {
            return sayAll(List.of('"' + quote.replaceFirst("_total$", "").replace('_', '.') + '"'));
        }
        return sayAll(Arrays.stream(quote.split("…|<[^>]+>"))
                .map(String::strip)
                .filter(piece -> !piece.isEmpty())
                .toList());
    }

    private boolean sayAll(List<String> pieces) {
        Pattern pattern = Pattern.compile(pieces.stream().map(Sources::whole).collect(Collectors.joining(VALUE)));
        // The first is quick, and seldom true.
        return texts.stream()
                .anyMatch(text -> !pieces.isEmpty()
                        && pieces.stream().allMatch(text::contains)
                        && pattern.matcher(text).find());
    }

    /** Words are not found within longer ones. */
    private static String whole(String piece) {
        return (isWord(piece.charAt(0)) ? "(?<!\\w)" : "")
                + Pattern.quote(piece)
                + (isWord(piece.charAt(piece.length() - 1)) ? "(?!\\w)" : "");
    }

    private static boolean isWord(char character) {
        return Character.isLetterOrDigit(character) || character == '_';
    }
}
