package cli;

import cli.call.ExecctlException;
import cli.call.ExitCode;
import cli.print.Screen;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import picocli.CommandLine.Option;

/** Asks before something is done that concerns others. */
final class Confirmation {
    private static final int MOST_BYTES = 100;

    @Option(
            names = {"-y", "--yes"},
            description = "Do not ask first; needed where no person looks at the output.")
    private boolean yes;

    /** Says whether a person is to be asked. */
    boolean isWanted() {
        return !yes;
    }

    /**
     * Asks a question that yes or no answers.
     *
     * @return {@link ExitCode#OK} for yes, else what execctl ends with
     * @throws ExecctlException if nobody is there to answer
     */
    ExitCode ask(String question, Surroundings surroundings, Screen screen) {
        if (!surroundings.terminal()) {
            throw new ExecctlException("nothing was done: nobody is there to ask; give --yes");
        }
        screen.question(question + " [y/N] ");
        String answer = line(surroundings.in()).strip().toLowerCase(Locale.ROOT);
        if (answer.equals("y") || answer.equals("yes")) {
            return ExitCode.OK;
        }
        screen.error("nothing was done");
        return ExitCode.CANCELLED;
    }

    private static String line(InputStream in) {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try {
            for (int next = in.read(); next >= 0 && next != '\n' && line.size() < MOST_BYTES; next = in.read()) {
                line.write(next);
            }
        } catch (IOException e) {
            return "";
        }
        return line.toString(StandardCharsets.UTF_8);
    }
}
