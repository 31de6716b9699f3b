package wrapper;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The options of the command line.
 *
 * @param cliJson the text of {@code --cli-json}; null if it was not given
 * @param stopTimeout how long the platform waits between SIGTERM and SIGKILL to the container
 * @param debug whether the log tells more
 * @param help whether only the usage is wanted
 */
record Options(String cliJson, Duration stopTimeout, boolean debug, boolean help) {
    static final String USAGE =
            """
            Usage: wrapper --cli-json JSON [--stop-timeout SECONDS] [--debug] [--help]

              --cli-json JSON         what to run: {"job": "name", "entrypoint": "program" or [..],
                                      "command": "argument" or [..]}; "commands" is the same as "command"
              --stop-timeout SECONDS  the container's stop timeout, 1 to 3600 (default 30): after SIGTERM the
                                      command is killed at two thirds of it
              --debug                 log more
              --help                  print this and exit

            Exit code: the command's own; 1 if it was not started; 2 if the call is wrong.
            """;

    // Fargate's default; a task definition can raise it to 120 s there and further on EC2.
    private static final int DEFAULT_STOP_TIMEOUT = 30;
    private static final int MAX_STOP_TIMEOUT = 3600;

    /** Reads the options, each given once as {@code --name value} or {@code --name=value}; adds to problems. */
    static Options parse(List<String> arguments, Problems problems) {
        String cliJson = null;
        int stopTimeout = DEFAULT_STOP_TIMEOUT;
        boolean debug = false;
        boolean help = false;
        Set<String> given = new HashSet<>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            int equals = argument.startsWith("--") ? argument.indexOf('=') : -1;
            String name = equals < 0 ? argument : argument.substring(0, equals);
            String value = equals < 0 ? null : argument.substring(equals + 1);
            boolean wantsValue = name.equals("--cli-json") || name.equals("--stop-timeout");
            if (!wantsValue && !name.equals("--debug") && !name.equals("--help")) {
                // A stray word may be a part of a badly quoted cli-json, secrets included: it is not repeated.
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
                case "--stop-timeout" -> stopTimeout = seconds(name, value, problems);
                case "--debug" -> debug = true;
                default -> help = true;
            }
        }
        if (!help && !given.contains("--cli-json")) {
            problems.add("--cli-json", "is required");
        }
        return new Options(cliJson, Duration.ofSeconds(stopTimeout), debug, help);
    }

    private static int seconds(String name, String value, Problems problems) {
        try {
            int seconds = Integer.parseInt(value);
            if (seconds >= 1 && seconds <= MAX_STOP_TIMEOUT) {
                return seconds;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        problems.add(name, "must be a whole number of seconds from 1 to " + MAX_STOP_TIMEOUT);
        return DEFAULT_STOP_TIMEOUT;
    }
}
