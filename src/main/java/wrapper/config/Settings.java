package wrapper.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What the configuration file says, the same for every job of an image.
 *
 * @param entrypoint the program of jobs that name no entrypoint; one word
 * @param timeout how long a run of the command may take
 * @param actionsTimeout how long all actions of a stage may take together
 * @param namespace the CloudWatch namespace of the metrics
 * @param team the dimension Team of the metrics
 * @param group the dimension Group of the metrics of jobs that name no group
 * @param region the region whose CloudWatch gets the metrics
 * @param rate the time between two reports of how long the command has run so far
 * @param metricsTimeout how long the first start action, and the end of the run, may wait for metrics to be sent
 */
public record Settings(
        Optional<String> entrypoint,
        Duration timeout,
        Duration actionsTimeout,
        Optional<String> namespace,
        Optional<String> team,
        Optional<String> group,
        String region,
        Duration rate,
        Duration metricsTimeout) {
    /** The key of {@link #actionsTimeout} in the file, which a failed action names. */
    public static final String ACTIONS_TIMEOUT = "actions_timeout";

    // The longest stop timeout that Fargate has, because whoever waits for the end of a task allows for that.
    private static final int DEFAULT_ACTIONS_TIMEOUT = 120;
    // Short, because metrics must not hold anything up.
    private static final int DEFAULT_METRICS_TIMEOUT = 10;
    private static final int WEEK = 7 * 24 * 3600;
    private static final int DAY = 24 * 3600;

    /**
     * Reads the file. A setting that is not in it has its default, and so have all settings if there is no file.
     *
     * @param problems gets what is wrong with the file
     */
    public static Settings read(Path file, InputProblems problems) {
        List<String> lines = List.of();
        try {
            lines = Files.readAllLines(file);
        } catch (NoSuchFileException e) {
            // Without a file all settings have their defaults.
        } catch (CharacterCodingException e) {
            problems.add(file.toString(), "is not UTF-8");
        } catch (IOException e) {
            problems.add(file.toString(), "cannot be read: " + e.getClass().getSimpleName());
        }
        IniFile ini = IniFile.parse(file.toString(), lines, problems);
        Settings settings = new Settings(
                ini.text("wrapper", "entrypoint"),
                Duration.ofSeconds(ini.number("wrapper", "timeout", 3600, WEEK)),
                Duration.ofSeconds(ini.number("wrapper", ACTIONS_TIMEOUT, DEFAULT_ACTIONS_TIMEOUT, DAY)),
                ini.text("metrics", "namespace"),
                ini.text("metrics", "team"),
                ini.text("metrics", "group"),
                ini.text("metrics", "region").orElse("eu-west-1"),
                Duration.ofSeconds(ini.number("metrics", "rate", 60, DAY)),
                Duration.ofSeconds(ini.number("metrics", "timeout", DEFAULT_METRICS_TIMEOUT, DAY)));
        if (!settings.region.matches("[a-z0-9-]{1,40}")) {
            // Checked because the SDK makes a part of a host name of it.
            ini.refuse("metrics", "region", "must be the name of a region such as eu-west-1");
        }
        ini.refuseUnused();
        return settings;
    }
}
