package documentation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ByteArrayResource;

/**
 * docs/configuration.md says what the settings records say. With {@code -Dconfiguration.page=write} its last part is
 * written anew.
 */
class ConfigurationPageTest {

    private static final Path PAGE = Path.of("docs/configuration.md");
    private static final String COMMAND = "./mvnw test -Dtest=ConfigurationPageTest -Dconfiguration.page=write";

    /** What stands before it is written by hand. */
    private static final String MARK =
            "<!-- From here on the page is made of the settings records by: " + COMMAND + " -->\n";

    private static ConfigurationPage made;
    private static String page;

    @ConfigurationPropertiesScan({"execution", "gateway"})
    static class Settings {}

    @BeforeAll
    static void read(@TempDir Path directory) throws IOException {
        made = new ConfigurationPage(directory);
        if ("write".equals(System.getProperty("configuration.page"))) {
            Files.writeString(PAGE, before() + MARK + made.text());
        }
        page = Files.readString(PAGE);
    }

    @Test
    void shouldSayWhatTheRecordsSay() {
        assertThat(page)
                .as("docs/configuration.md has the line that its last part begins with")
                .contains(MARK);

        assertThat(page.substring(page.indexOf(MARK) + MARK.length()).split("\n"))
                .as("the settings have changed; this writes docs/configuration.md anew: " + COMMAND)
                .containsExactly(made.text().split("\n"));
    }

    @Test
    void shouldShowEachSettingThatIsDeclared() {
        assertThat(made.settings()).extracting(Setting::key).containsExactlyInAnyOrderElementsOf(made.declaredKeys());
    }

    @Test
    void shouldDescribeEachSettingInSentences() {
        assertThat(made.settings())
                .allSatisfy(setting ->
                        assertThat(made.description(setting)).as(setting.key()).matches("[A-Z`].{20,}\\."));
    }

    @Test
    void shouldBoundEachNumberAndDuration() {
        assertThat(made.settings()).filteredOn(Setting::isMeasured).allSatisfy(setting -> assertThat(setting.allowed())
                .as(setting.key())
                .isNotEmpty());
    }

    @Test
    void shouldShowDefaultDurationsWithTheirUnit() {
        assertThat(made.settings())
                .filteredOn(setting -> setting.type().equals("duration"))
                .allSatisfy(setting -> assertThat(
                                setting.defaultValue(made.shipped().getProperty(setting.key())))
                        .as(setting.key())
                        .matches("`\\d+(ms|s|m|h|d)`|required|not set"));
    }

    @Test
    void shouldShipNoSettingThatIsNotDeclared() {
        assertThat(keys(made.shipped()))
                .filteredOn(key -> key.startsWith("execution."))
                .allSatisfy(ConfigurationPageTest::assertDeclared);
    }

    @Test
    void shouldStartWithTheExample() throws IOException {
        PropertySource<?> example = example();

        assertThat(keys(example)).allSatisfy(ConfigurationPageTest::assertDeclared);
        runner(example).run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void shouldNotStartWithoutAnythingThatIsRequired() throws IOException {
        PropertySource<?> example = example();
        List<String> required = made.settings().stream()
                .filter(Setting::isRequired)
                .map(Setting::key)
                .toList();

        assertThat(required).isNotEmpty().allSatisfy(missing -> runner(new MapPropertySource(
                        "all but " + missing,
                        keys(example).stream()
                                .filter(key -> !key.startsWith(missing))
                                .collect(Collectors.toMap(key -> key, example::getProperty))))
                .run(context -> assertThat(context).as(missing).hasFailed()));
    }

    @Test
    void shouldHaveTheSameSettingsByVariablesAsByTheExample() throws IOException {
        Map<String, Object> variables = new HashMap<>();
        block("properties").lines().map(line -> line.split("=", 2)).forEach(parts -> variables.put(parts[0], parts[1]));

        runner(example()).run(byFile -> runner(new SystemEnvironmentPropertySource("test-systemEnvironment", variables))
                .run(byVariables -> assertThat(settings(byVariables)).isEqualTo(settings(byFile))));
    }

    @Test
    void shouldKnowTheSettingsOfTheLibraries() throws IOException {
        Map<String, String> defaults = defaultsOfLibraries();
        List<String[]> rows = section("Settings of Spring Boot and Camel")
                .lines()
                .filter(line -> line.startsWith("| `"))
                .map(line -> Arrays.stream(line.substring(1).split("\\|"))
                        .map(String::strip)
                        .toArray(String[]::new))
                .toList();

        assertThat(rows).isNotEmpty().allSatisfy(row -> {
            String key = row[0].replace("`", "");
            assertThat(defaults).containsKey(key);
            Object shipped = made.shipped().getProperty(key);
            String value = shipped == null ? defaults.get(key) : shipped.toString();
            assertThat(row[1]).as(key).isEqualTo(value.isEmpty() ? "not set" : "`" + value + "`");
        });
    }

    /**
     * Makes all settings records of these settings and of the shipped application.yaml. A wrong one stops the start.
     */
    private static ApplicationContextRunner runner(PropertySource<?> settings) {
        return new ApplicationContextRunner()
                .withInitializer(new ConfigDataApplicationContextInitializer())
                .withInitializer(
                        context -> context.getEnvironment().getPropertySources().addFirst(settings))
                .withUserConfiguration(Settings.class);
    }

    private static Map<String, Object> settings(ApplicationContext context) {
        return context.getBeansWithAnnotation(ConfigurationProperties.class);
    }

    private static PropertySource<?> example() throws IOException {
        return new YamlPropertySourceLoader()
                .load("example", new ByteArrayResource(block("yaml").getBytes(StandardCharsets.UTF_8)))
                .get(0);
    }

    private static void assertDeclared(String key) {
        assertThat(made.settings().stream()
                        .anyMatch(setting -> key.equals(setting.key())
                                || setting.isCollection() && key.matches(Pattern.quote(setting.key()) + "[.\\[].+")))
                .as("%s is declared", key)
                .isTrue();
    }

    private static List<String> keys(PropertySource<?> source) {
        return List.of(((EnumerablePropertySource<?>) source).getPropertyNames());
    }

    private static Map<String, String> defaultsOfLibraries() throws IOException {
        Map<String, String> defaults = new HashMap<>();
        for (URL metadata : Collections.list(ConfigurationPageTest.class
                .getClassLoader()
                .getResources("META-INF/spring-configuration-metadata.json"))) {
            for (JsonNode property : new ObjectMapper().readTree(metadata).path("properties")) {
                defaults.merge(
                        property.get("name").textValue(),
                        property.path("defaultValue").asText(),
                        (one, other) -> one.isEmpty() ? other : one);
            }
        }
        return defaults;
    }

    private static String before() throws IOException {
        String text = Files.readString(PAGE);
        int mark = text.indexOf(MARK);
        return mark < 0 ? text : text.substring(0, mark);
    }

    private static String block(String language) {
        return page.split("```" + language + "\n")[1].split("```")[0];
    }

    private static String section(String heading) {
        return Pattern.compile("(?m)^## ")
                .splitAsStream(page)
                .filter(section -> section.startsWith(heading + "\n"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no heading " + heading));
    }
}
