package wrapper.work.part;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import shared.part.ExchangeRequest.End;
import shared.part.FleetJson;
import wrapper.command.GroupProcess;
import wrapper.command.Guardian;
import wrapper.run.NotStartedException;

/** Runs each part as a process of its own, in a folder of its own. */
public final class ProcessParts implements PartRunner {
    private static final int MOST_LINES = 1_000;
    private static final int MOST_LAST_LINE = 300;
    // A value may be written with blanks, which do not count.
    private static final int MOST_OUTPUT = 4 * End.MOST_VALUE_BYTES;
    private static final Path NOTHING = Path.of("/dev/null");
    private static final int BUFFER = 64 * 1024;
    // Outside of the heap, so that the system reads into it without copying; one for each thread that runs parts.
    private static final ThreadLocal<ByteBuffer> BUFFERS =
            ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(BUFFER));

    private final Path folder;
    private final PartEnvironment environment;
    private final Guardian guardian;

    /** @param folder where the parts' folders are made */
    public ProcessParts(Path folder, PartEnvironment environment, Guardian guardian) {
        this.folder = folder;
        this.environment = environment;
        this.guardian = guardian;
    }

    @Override
    public PartOutcome run(PartTry part, Trial trial) throws InterruptedException {
        try (PartFolder own = PartFolder.create(folder)) {
            Path output = own.path().resolve("part-output.json");
            return run(part, trial, own.path(), output);
        } catch (NotStartedException e) {
            return PartOutcome.failed(e.getMessage(), null);
        } catch (IOException e) {
            return PartOutcome.failed(
                    "the part's folder cannot be used: " + e.getClass().getSimpleName(), null);
        }
    }

    private PartOutcome run(PartTry part, Trial trial, Path own, Path output)
            throws NotStartedException, IOException, InterruptedException {
        Map<String, String> variables = environment.of(part, own, output);
        List<String> words = PartEnvironment.words(part.bundle().task().command(), variables);
        LineLog log = new LineLog(part.toString(), part.bundle().mask(), MOST_LINES);
        int exitCode;
        try (GroupProcess process = GroupProcess.start(words, variables, own, stdin(part, own), false, guardian)) {
            trial.watch(subject(process));
            log.read(process.output(), BUFFERS.get());
            exitCode = process.exitCode();
        } finally {
            trial.forget();
        }
        if (exitCode == 0 && !trial.isTimedOut()) {
            return value(output);
        }
        String last = log.last();
        return PartOutcome.failed(
                "exit code " + exitCode + (last.isEmpty() ? "" : ": " + PartOutcome.cut(last, MOST_LAST_LINE)),
                exitCode);
    }

    // A file and no pipe, so that a process that does not read delays nobody.
    private static Path stdin(PartTry part, Path own) throws IOException {
        return part.arguments() == null
                ? NOTHING
                : Files.write(own.resolve("part-arguments.json"), FleetJson.bytes(part.arguments()));
    }

    private static PartOutcome value(Path output) throws IOException {
        byte[] bytes = PartFolder.read(output, MOST_OUTPUT);
        if (bytes.length == 0) {
            return PartOutcome.done(null, 0);
        }
        if (bytes.length > MOST_OUTPUT) {
            return PartOutcome.failed("what the part wrote to PART_OUTPUT is too long", 0);
        }
        JsonNode value;
        try {
            value = FleetJson.tree(bytes);
        } catch (IllegalArgumentException e) {
            return PartOutcome.failed("what the part wrote to PART_OUTPUT is no JSON: " + e.getMessage(), 0);
        }
        return PartOutcome.done(value, 0);
    }

    /** Gives what ends a process. */
    public static Trial.Subject subject(GroupProcess process) {
        return new Trial.Subject() {
            @Override
            public void terminate() {
                process.terminate();
            }

            @Override
            public void kill() {
                process.kill();
                // A process that left the group may still have the output open.
                process.closeOutput();
            }

            @Override
            public boolean isOver() {
                return !process.isAlive();
            }

            @Override
            public void release() {
                kill();
            }
        };
    }
}
