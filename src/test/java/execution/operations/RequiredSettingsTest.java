package execution.operations;

import static org.assertj.core.api.Assertions.assertThat;

import execution.allocation.AllocationProperties;
import execution.api.RequestProperties;
import execution.aws.AwsProperties;
import execution.aws.ServiceProperties;
import execution.publication.KafkaProperties;
import execution.publication.PublicationProperties;
import execution.results.ResultsProperties;
import execution.runner.ecs.EcsProperties;
import execution.security.SecurityProperties;
import execution.store.WakeUpProperties;
import execution.sweep.SweepProperties;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** The operator guide's table of what has to be set is all that has to be set, and nothing of it has a default. */
class RequiredSettingsTest {

    @EnableConfigurationProperties({
        AllocationProperties.class,
        AwsProperties.class,
        EcsProperties.class,
        KafkaProperties.class,
        PublicationProperties.class,
        RequestProperties.class,
        ResultsProperties.class,
        SecurityProperties.class,
        ServiceProperties.class,
        SweepProperties.class,
        WakeUpProperties.class
    })
    static class Settings {}

    private static final Map<String, String> VALUES = Map.of(
            "execution.security.user.issuer", "https://issuer",
            "execution.security.user.audience", "executions",
            "execution.security.user.jwk-set-uri", "https://issuer/keys",
            "execution.security.callback.key", "key",
            "execution.security.callback.base-url", "https://executions",
            "execution.ecs.subnets", "subnet-1",
            "execution.kafka.brokers", "broker:9098");

    @Test
    void shouldStartWithWhatTheGuideNames() throws IOException {
        List<String> keys = required();

        assertThat(keys).containsExactlyInAnyOrderElementsOf(VALUES.keySet());
        runner(keys).run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void shouldNotStartWithoutAnyOfThem() throws IOException {
        for (String missing : required()) {
            List<String> others =
                    required().stream().filter(key -> !key.equals(missing)).toList();

            runner(others).run(context -> assertThat(context).as(missing).hasFailed());
        }
    }

    private static ApplicationContextRunner runner(List<String> keys) {
        return new ApplicationContextRunner()
                .withInitializer(new ConfigDataApplicationContextInitializer())
                .withUserConfiguration(Settings.class)
                .withPropertyValues(
                        keys.stream().map(key -> key + "=" + VALUES.get(key)).toArray(String[]::new));
    }

    private static List<String> required() throws IOException {
        String guide = Files.readString(Path.of("docs", "operator-guide.md"));
        int from = guide.indexOf("What has no default");
        return Pattern.compile("^\\| `([^`]+)` \\|", Pattern.MULTILINE)
                .matcher(guide.substring(from, guide.indexOf("What has one", from)))
                .results()
                .map((MatchResult row) -> row.group(1))
                .toList();
    }
}
