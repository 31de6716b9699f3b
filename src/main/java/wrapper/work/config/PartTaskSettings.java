package wrapper.work.config;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import wrapper.config.InputProblems;

/**
 * What the service tells a wrapper that is to run one part of a job.
 *
 * @param launch {@code EXECUTION_PARTS_LAUNCH}, the mark of the launch by which the wrapper claims a part; a secret
 * @param parts {@code EXECUTION_PARTS}, the number of the job's parts
 * @param timeout {@code EXECUTION_PART_TIMEOUT}, how long the part may take, in seconds
 */
public record PartTaskSettings(String launch, long parts, Duration timeout) {

    /** The variable that says that the wrapper is to run a part. */
    public static final String LAUNCH = "EXECUTION_PARTS_LAUNCH";

    private static final String PARTS = "EXECUTION_PARTS";
    private static final String TIMEOUT = "EXECUTION_PART_TIMEOUT";
    private static final Pattern MARK = Pattern.compile("[0-9a-f-]{1,100}");
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,6}");

    /**
     * Reads the variables.
     *
     * @param problems gets what is wrong with them
     * @return empty if the wrapper is to run no part
     */
    public static Optional<PartTaskSettings> read(Map<String, String> environment, InputProblems problems) {
        String launch = environment.getOrDefault(LAUNCH, "");
        if (launch.isEmpty()) {
            return Optional.empty();
        }
        if (!MARK.matcher(launch).matches()) {
            problems.add(LAUNCH, "must be the mark of a launch");
        }
        return Optional.of(new PartTaskSettings(
                launch,
                number(PARTS, environment, problems),
                Duration.ofSeconds(number(TIMEOUT, environment, problems))));
    }

    private static long number(String name, Map<String, String> environment, InputProblems problems) {
        String number = environment.getOrDefault(name, "");
        if (NUMBER.matcher(number).matches()) {
            return Long.parseLong(number);
        }
        problems.add(name, "must be a whole number from 1 to 9999999");
        return 1;
    }

    /** Leaves the mark out. */
    @Override
    public String toString() {
        return "one of " + parts + " parts";
    }
}
