package wrapper.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The options of the command line.
 *
 * @param cliJson the text of {@code --cli-json}; null if it was not given
 * @param config the configuration file, which may be missing
 * @param stopTimeout how long the platform waits between SIGTERM and SIGKILL to the container
 * @param actions the folder with the operator's action kinds; empty for none
 * @param dry whether no metrics are sent and actions are only logged
 * @param verbose whether the command's output is shown once more after it ended
 * @param debug whether the log tells more
 * @param logFormat how the log is written
 * @param help whether only the usage is printed
 */
public record Options(
        String cliJson,
        Path config,
        Duration stopTimeout,
        String actions,
        boolean dry,
        boolean verbose,
        boolean debug,
        LogFormat logFormat,
        boolean help) {
    /** What {@code --help} prints. */
    public static final String USAGE =
            """
            Usage: wrapper --cli-json JSON [--config PATH] [--stop-timeout SECONDS] [--actions DIR] [--dry] [--verbose]
                           [--log-format FORMAT] [--debug] [--help]

              --cli-json JSON         what to run: {"job": "name", "group": "name", "entrypoint": "program" or [..],
                                      "command": "argument" or [..], "retries": number}; "commands" is the same as
                                      "command". With retries the command is run again while it fails.
                                      "actions": [..] before and after it, each {"stage": "start" or "end",
                                      "plugin": "http" (default), "s3", "ecs_snstrace" or one of DIR,
                                      "condition": [left, operator, right], and the plugin's own keys}.
                                      In texts ${{env.NAME}}, ${{oenv.NAME}}, ${{secretsmanager.NAME}} and
                                      ${{secretsmanager.NAME;json;KEY}} are replaced.
              --config PATH, -c PATH  the INI file with the defaults (default wrapper.conf; need not be there):
                                        [wrapper]  entrypoint; timeout = 3600, the seconds a run may take;
                                                   actions_timeout = 120, those of all actions of a stage
                                        [metrics]  namespace, team, group; region = eu-west-1; rate = 60, the
                                                   seconds between two reports of how long the command has run.
                                                   CloudWatch gets metrics if the first three are set;
                                                   timeout = 10, the seconds that a run waits for them at most
              --stop-timeout SECONDS  the container's stop timeout, 1 to 3600 (default 30): after SIGTERM or a
                                      timeout the command is killed at two thirds of it
              --actions DIR           more kinds of actions: the routes direct:action-<plugin> in the files
                                      DIR/*.camel.yaml (default: the environment's TWRAP_ACTIONS)
              --dry                   send no metrics and only log the actions; the command is run, and the
                                      service, where there is one, is told
              --verbose               show the end of the command's stdout and stderr, up to 64 KiB each, once
                                      more after each run
              --log-format FORMAT     of the wrapper's own log on stderr: plain (default), or json for one JSON object a
                                      line; what the command prints is passed on as it is, whatever the format
              --debug                 log more
              --make-start-cache      alone: make this JVM's cache for a quicker start, and exit
              --help                  print this and exit

            Exit code: the command's own, 128+S if signal S ended it; 1 if it was not started or timed out; 2 if the
            call is wrong. The log on stderr says which.
            """;

    private static final String ACTIONS = "TWRAP_ACTIONS";
    private static final Set<String> WITH_VALUE =
            Set.of("--cli-json", "--config", "--stop-timeout", "--log-format", "--actions");
    private static final Set<String> WITHOUT_VALUE = Set.of("--dry", "--verbose", "--debug", "--help");

    // Fargate's default. A task definition can raise it to 120 s on Fargate, and further on EC2.
    private static final int DEFAULT_STOP_TIMEOUT = 30;
    private static final int MAX_STOP_TIMEOUT = 3600;

    /**
     * Reads the options, each of which is given at most once, as {@code --name value} or {@code --name=value}.
     *
     * @param problems gets what is wrong with them
     */
    public static Options parse(List<String> arguments, InputProblems problems) {
        String cliJson = null;
        String config = "wrapper.conf";
        int stopTimeout = DEFAULT_STOP_TIMEOUT;
        String actions = System.getenv().getOrDefault(ACTIONS, "");
        boolean dry = false;
        boolean verbose = false;
        boolean debug = false;
        LogFormat logFormat = LogFormat.PLAIN;
        boolean help = false;
        Set<String> given = new HashSet<>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i).equals("-c") ? "--config" : arguments.get(i);
            int equals = argument.startsWith("--") ? argument.indexOf('=') : -1;
            String name = equals < 0 ? argument : argument.substring(0, equals);
            String value = equals < 0 ? null : argument.substring(equals + 1);
            boolean wantsValue = WITH_VALUE.contains(name);
            if (!wantsValue && !WITHOUT_VALUE.contains(name)) {
                // The word is not repeated, because a part of a badly quoted cli-json may hold a secret.
                problems.add(name.startsWith("--") ? name : "argument " + (i + 1), "no such option");
                continue;
            }
            if (!given.add(name)) {
                problems.add(name, "given more than once");
            }
            if (wantsValue && value == null && i + 1 < arguments.size()) {
                value = arguments.get(++i);
            }
            if (wantsValue == (value == null)) {
                problems.add(name, wantsValue ? "needs a value" : "takes no value");
                continue;
            }
            switch (name) {
                case "--cli-json" -> cliJson = value;
                case "--config" -> config = value;
                case "--stop-timeout" -> stopTimeout = seconds(name, value, problems);
                case "--actions" -> actions = value;
                case "--dry" -> dry = true;
                case "--verbose" -> verbose = true;
                case "--log-format" -> logFormat = LogFormat.parse(name, value, problems);
                case "--debug" -> debug = true;
                default -> help = true;
            }
        }
        if (!help && !given.contains("--cli-json")) {
            problems.add("--cli-json", "is required");
        }
        return new Options(
                cliJson,
                path(config, problems),
                Duration.ofSeconds(stopTimeout),
                actions,
                dry,
                verbose,
                debug,
                logFormat,
                help);
    }

    private static Path path(String value, InputProblems problems) {
        try {
            return Path.of(value);
        } catch (InvalidPathException e) {
            problems.add("--config", "is not a path");
            return Path.of("");
        }
    }

    private static int seconds(String name, String value, InputProblems problems) {
        try {
            int seconds = Integer.parseInt(value);
            if (seconds >= 1 && seconds <= MAX_STOP_TIMEOUT) {
                return seconds;
            }
        } catch (NumberFormatException e) {
            // It is refused below.
        }
        problems.add(name, "must be a whole number of seconds from 1 to " + MAX_STOP_TIMEOUT);
        return DEFAULT_STOP_TIMEOUT;
    }
}
