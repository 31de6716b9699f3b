package documentation;

import jakarta.validation.constraints.AssertTrue;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;

/**
 * The part of docs/configuration.md that is made of the settings records: for each group of settings its sentence, a
 * table, and the rules that hold between its settings.
 */
final class ConfigurationPage {

    private final Map<String, List<Class<?>>> groups = new TreeMap<>();
    private final SettingsSources sources;
    private final PropertySource<?> shipped;

    /**
     * Finds all settings records of the service and reads their sources.
     *
     * @param directory an empty one, which takes what the annotation processor writes
     */
    ConfigurationPage(Path directory) throws IOException {
        ClassPathScanningCandidateComponentProvider scanner = new ClassPathScanningCandidateComponentProvider(false);
        scanner.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
        for (String rooms : List.of("execution", "gateway")) {
            for (BeanDefinition found : scanner.findCandidateComponents(rooms)) {
                Class<?> type = ClassUtils.resolveClassName(found.getBeanClassName(), null);
                addGroups(type.getAnnotation(ConfigurationProperties.class).value(), type);
            }
        }
        sources = SettingsSources.of(
                groups.values().stream().flatMap(List::stream).toList(), directory);
        shipped = new YamlPropertySourceLoader()
                .load("application.yaml", new ClassPathResource("application.yaml"))
                .get(0);
    }

    /** What the shipped application.yaml says. */
    PropertySource<?> shipped() {
        return shipped;
    }

    /** The keys of which the annotation processor found a declaration. */
    Iterable<String> declaredKeys() {
        return sources.properties().keySet();
    }

    /** All settings in the order of the page. */
    List<Setting> settings() {
        return groups.entrySet().stream()
                .flatMap(group -> settings(group.getKey(), group.getValue()).stream())
                .toList();
    }

    /** What a setting does, as Markdown. */
    String description(Setting setting) {
        return markdown(sources.description(setting.key()));
    }

    /** The whole part, as Markdown. */
    String text() {
        StringBuilder page = new StringBuilder();
        groups.forEach((prefix, types) -> {
            List<Setting> settings = settings(prefix, types);
            if (!settings.isEmpty()) {
                page.append("\n### ").append(prefix).append("\n\n");
                types.forEach(type -> page.append(comment(type)).append("\n\n"));
                page.append("| key | type | default | allowed | meaning |\n|---|---|---|---|---|\n");
                settings.forEach(setting -> page.append(row(setting)));
                List<String> rules =
                        types.stream().flatMap(type -> rules(type).stream()).toList();
                if (!rules.isEmpty()) {
                    page.append("\nThe start stops where one of these does not hold:\n\n");
                    rules.forEach(
                            rule -> page.append("- ").append(markdown(rule)).append('\n'));
                }
            }
        });
        return page.toString();
    }

    private void addGroups(String prefix, Class<?> type) {
        groups.computeIfAbsent(prefix, key -> new ArrayList<>()).add(type);
        for (RecordComponent component : type.getRecordComponents()) {
            if (component.getType().isRecord()) {
                addGroups(key(prefix, component), component.getType());
            }
        }
    }

    private static List<Setting> settings(String prefix, List<Class<?>> types) {
        return types.stream()
                .flatMap(type -> Stream.of(type.getRecordComponents()))
                .filter(component -> !component.getType().isRecord())
                .map(component -> new Setting(key(prefix, component), component))
                .toList();
    }

    private static String key(String prefix, RecordComponent component) {
        return prefix + "." + DataObjectPropertyName.toDashedForm(component.getName());
    }

    private String comment(Class<?> type) {
        return markdown(sources.comments().get(type.getName()).split("\n\\s*@")[0]);
    }

    private String row(Setting setting) {
        List<String> cells = new ArrayList<>();
        cells.add("`" + setting.shownKey() + "`");
        cells.add(setting.type());
        cells.add(setting.defaultValue(shipped.getProperty(setting.key())));
        cells.add(setting.allowed().isEmpty() ? "any" : setting.allowed());
        cells.add(description(setting));
        return "| "
                + String.join(
                        " | ",
                        cells.stream().map(cell -> cell.replace("|", "\\|")).toList()) + " |\n";
    }

    private static List<String> rules(Class<?> type) {
        return Stream.of(type.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(AssertTrue.class))
                .sorted(Comparator.comparing(Method::getName))
                .map(method -> method.getAnnotation(AssertTrue.class).message())
                .toList();
    }

    /** Of a comment in a source. */
    private static String markdown(String comment) {
        return comment.strip()
                .replaceAll("\\s+", " ")
                .replaceAll("\\{@(?:code|literal) ((?:[^{}]|\\{[^{}]*})*)}", "`$1`")
                .replaceAll("</?code>", "`");
    }
}
