package wrapper.work.config;

import java.io.File;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import wrapper.config.InputProblems;
import wrapper.config.LogFormat;

/**
 * Reads the settings of a worker. Each is an option {@code --some-name} of the command line or else the variable {@code
 * WORK_SOME_NAME}; secrets are variables only, because other processes can read a command line.
 */
public final class WorkOptions {

    /** What {@code --help} prints. */
    public static final String USAGE =
            """
            Usage: work --queue NAME [options]
            Each option is also a variable: --stop-timeout is WORK_STOP_TIMEOUT.

              --queue NAME             the name or URL of the fleet's queue (required)
              --dead-letter-queue NAME where messages go that can never work (default: SQS moves them after some tries)
              --region REGION          the region of the queues (default: the SDK's own choice, AWS_REGION)
              --capacity N             how many bundles of parts and jobs run at once, 1 to 256 (default: the processors)
              --tasks-dir DIRS         folders with tasks <name>.yaml besides the shipped ones, with commas between them
              --functions-dir DIR      the jars with operators' functions
              --folder DIR             where parts and jobs have their folders (default: that for temporary files)
              --wrapper WORDS          what starts the wrapper for a whole job, with blanks between the words
                                       (default: /opt/twrap/twrap)
              --variables NAMES        which of its own variables the worker passes on to processes, with commas between
                                       them (default: PATH,HOME,LANG,LC_ALL,TZ)
              --service URL            addresses of the service begin so; a message with another one is refused
              --visibility SECONDS     how long a message is hidden unless its work goes on, 3 to 3600 (default 60)
              --stop-timeout SECONDS   after SIGTERM the worker has so long, 1 to 3600 (default 100)
              --grace SECONDS          a process has so long after SIGTERM, 1 to 600 (default 10)
              --address ADDRESS        where the worker's page listens (default 0.0.0.0)
              --port PORT              the page's port, 0 for any (default 8070)
              --name NAME              begins the worker's name (default: the host's)
              --log-format FORMAT      plain (default), or json for one JSON object a line
              --debug                  log more
              --help                   print this and exit

            WORK_TOKEN, or WORK_USER and WORK_PASSWORD, say who may see the page; without them nobody may.
            """;

    private static final Set<String> WITH_VALUE = Set.of(
            "--queue",
            "--dead-letter-queue",
            "--region",
            "--capacity",
            "--tasks-dir",
            "--functions-dir",
            "--folder",
            "--wrapper",
            "--variables",
            "--service",
            "--visibility",
            "--stop-timeout",
            "--grace",
            "--address",
            "--port",
            "--name",
            "--log-format");
    private static final Set<String> WITHOUT_VALUE = Set.of("--debug", "--help");
    private static final String WRAPPER_HOME = "wrapper.home";

    private final Map<String, String> given = new HashMap<>();
    private final Map<String, String> environment;
    private final InputProblems problems;

    private WorkOptions(Map<String, String> environment, InputProblems problems) {
        this.environment = environment;
        this.problems = problems;
    }

    /**
     * Reads the settings.
     *
     * @param problems gets what is wrong with them; a setting that is wrong has its default
     */
    public static WorkSettings parse(List<String> arguments, Map<String, String> environment, InputProblems problems) {
        WorkOptions options = new WorkOptions(environment, problems);
        options.read(arguments);
        return options.settings();
    }

    private void read(List<String> arguments) {
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            int equals = argument.indexOf('=');
            String name = equals < 0 ? argument : argument.substring(0, equals);
            String value = equals < 0 ? null : argument.substring(equals + 1);
            boolean wantsValue = WITH_VALUE.contains(name);
            if (!wantsValue && !WITHOUT_VALUE.contains(name)) {
                problems.add(name.startsWith("--") ? name : "argument " + (i + 1), "no such option");
                continue;
            }
            if (wantsValue && value == null && i + 1 < arguments.size()) {
                value = arguments.get(++i);
            }
            if (wantsValue == (value == null)) {
                problems.add(name, wantsValue ? "needs a value" : "takes no value");
            } else if (given.put(name, wantsValue ? value : "true") != null) {
                problems.add(name, "given more than once");
            }
        }
    }

    private WorkSettings settings() {
        boolean help = given.containsKey("--help");
        Optional<String> queue = text("--queue");
        if (queue.isEmpty() && !help) {
            problems.add("--queue", "is required, or WORK_QUEUE");
        }
        Optional<String> user = variable("WORK_USER");
        Optional<String> password = variable("WORK_PASSWORD");
        if (user.isPresent() != password.isPresent()) {
            problems.add("WORK_USER", "must be set together with WORK_PASSWORD");
        }
        return new WorkSettings(
                queue.orElse(""),
                text("--dead-letter-queue"),
                text("--region").orElse(""),
                number("--capacity", Math.max(1, Runtime.getRuntime().availableProcessors()), 1, 256),
                list("--tasks-dir", "").stream()
                        .flatMap(folder -> folder("--tasks-dir", folder).stream())
                        .toList(),
                text("--functions-dir").flatMap(folder -> folder("--functions-dir", folder)),
                text("--folder")
                        .flatMap(folder -> folder("--folder", folder))
                        .orElseGet(() -> Path.of(System.getProperty("java.io.tmpdir"))),
                words(text("--wrapper").orElseGet(WorkOptions::wrapper)),
                list("--variables", "PATH,HOME,LANG,LC_ALL,TZ"),
                text("--service"),
                Duration.ofSeconds(number("--visibility", 60, 3, 3_600)),
                Duration.ofSeconds(number("--stop-timeout", 100, 1, 3_600)),
                Duration.ofSeconds(number("--grace", 10, 1, 600)),
                text("--address").orElse("0.0.0.0"),
                number("--port", 8_070, 0, 65_535),
                new WorkSettings.Access(variable("WORK_TOKEN"), user, password),
                text("--name").orElseGet(WorkOptions::host),
                logFormat(),
                given.containsKey("--debug") || variable("WORK_DEBUG").isPresent(),
                help);
    }

    private Optional<String> text(String option) {
        String variable =
                "WORK_" + option.substring(2).toUpperCase(java.util.Locale.ROOT).replace('-', '_');
        return Optional.ofNullable(given.get(option)).or(() -> variable(variable));
    }

    private Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }

    private List<String> list(String option, String otherwise) {
        return Arrays.stream(text(option).orElse(otherwise).split(","))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .toList();
    }

    private int number(String option, int otherwise, int least, int most) {
        Optional<String> text = text(option);
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(text.get().strip());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // It is refused below.
        }
        problems.add(option, "must be a whole number from " + least + " to " + most);
        return otherwise;
    }

    private Optional<Path> folder(String option, String text) {
        try {
            Path folder = Path.of(text).toAbsolutePath();
            if (Files.isDirectory(folder)) {
                return Optional.of(folder);
            }
        } catch (InvalidPathException e) {
            // It is refused below.
        }
        problems.add(option, "must name a folder that is there");
        return Optional.empty();
    }

    private LogFormat logFormat() {
        String format = text("--log-format").orElse("plain");
        if (!format.equals("plain") && !format.equals("json")) {
            problems.add("--log-format", "must be plain or json");
        }
        return format.equals("json") ? LogFormat.JSON : LogFormat.PLAIN;
    }

    private static List<String> words(String text) {
        return new ArrayList<>(Arrays.asList(text.strip().split("\\s+")));
    }

    // The script that starts the worker says where it is; the wrapper is in the same folder.
    private static String wrapper() {
        String home = System.getProperty(WRAPPER_HOME);
        return home == null ? "/opt/twrap/twrap" : home + File.separator + "twrap";
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "worker";
        }
    }
}
