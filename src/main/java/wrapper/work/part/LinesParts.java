package wrapper.work.part;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import wrapper.command.Guardian;
import wrapper.run.NotStartedException;
import wrapper.work.pulse.Pulse;

/**
 * Gives each part as a line to a command that was started before, once for a job and for each of its parts that run at
 * the same time. A command that ends, hangs or answers anything else fails the part that it had, and another one is
 * started for the next part.
 */
public final class LinesParts implements PartRunner {
    private final Path folder;
    private final PartEnvironment environment;
    private final Guardian guardian;
    private final Executor background;
    private final WarmPool<LinesCommand> pool;

    /**
     * @param folder where the commands' folders are made
     * @param most how many commands may wait for parts
     */
    public LinesParts(Path folder, PartEnvironment environment, Guardian guardian, int most, Pulse pulse) {
        this.folder = folder;
        this.environment = environment;
        this.guardian = guardian;
        this.background = pulse.background();
        this.pool = new WarmPool<>(most, background);
        pulse.add(pool);
    }

    @Override
    public PartOutcome run(PartTry part, Trial trial) {
        String job = part.bundle().job();
        LinesCommand command = pool.take(job);
        try {
            if (command == null) {
                command = LinesCommand.start(part.bundle(), folder, environment, guardian, background);
            }
        } catch (NotStartedException e) {
            return PartOutcome.failed(e.getMessage(), null);
        } catch (IOException e) {
            return PartOutcome.failed(
                    "the command's folder cannot be used: " + e.getClass().getSimpleName(), null);
        }
        trial.watch(command.subject());
        PartOutcome outcome;
        boolean fine = false;
        try {
            outcome = command.ask(part);
            fine = true;
        } catch (LinesCommand.BrokenException e) {
            outcome = PartOutcome.failed(e.getMessage(), null);
        } finally {
            trial.forget();
            if (fine && !trial.isStopped() && !trial.isTimedOut()) {
                pool.giveBack(job, command);
            } else {
                command.close();
            }
        }
        return outcome;
    }

    @Override
    public void close() {
        pool.close();
    }
}
