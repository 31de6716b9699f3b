package wrapper.work.part;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Executor;
import shared.part.FleetJson;
import wrapper.command.GroupProcess;
import wrapper.command.Guardian;
import wrapper.run.NotStartedException;

/**
 * A command that reads a line of JSON for each part and answers with one: {@code {"part":3,"value":…}} or {@code
 * {"part":3,"error":"why"}}. What it prints to stderr is logged.
 */
final class LinesCommand implements WarmPool.Warm {
    private static final int MOST_LINE = 64 * 1024;
    private static final int MOST_LOG_LINES = 10_000;

    private final PartFolder folder;
    private final GroupProcess process;
    private final LineLog log;
    // What was read and is no whole line yet. A line may have as many bytes as the buffer.
    private final ByteBuffer read = ByteBuffer.allocate(MOST_LINE);

    /** Says that the command cannot be used any more. The message becomes the reason of the part that it had. */
    static final class BrokenException extends Exception {
        BrokenException(String message) {
            super(message);
        }
    }

    private LinesCommand(PartFolder folder, GroupProcess process, LineLog log) {
        this.folder = folder;
        this.process = process;
        this.log = log;
    }

    /** Starts a command for the job of a bundle. */
    static LinesCommand start(
            BundleRun bundle, Path parent, PartEnvironment environment, Guardian guardian, Executor background)
            throws NotStartedException, IOException {
        PartFolder folder = PartFolder.create(parent);
        boolean started = false;
        try {
            Map<String, String> variables = environment.of(bundle.environment(), folder.path());
            GroupProcess process = GroupProcess.start(
                    PartEnvironment.words(bundle.task().command(), variables),
                    variables,
                    folder.path(),
                    null,
                    true,
                    guardian);
            started = true;
            LineLog log = new LineLog(
                    "command of execution " + bundle.message().executionId(), bundle.mask(), MOST_LOG_LINES);
            background.execute(() -> log.read(process.errors(), ByteBuffer.allocateDirect(8 * 1024)));
            return new LinesCommand(folder, process, log);
        } finally {
            if (!started) {
                folder.close();
            }
        }
    }

    /** Gives what ends the command. */
    Trial.Subject subject() {
        return ProcessParts.subject(process);
    }

    @Override
    public boolean isUsable() {
        return process.isAlive();
    }

    /**
     * Has the command run a part.
     *
     * @throws BrokenException if it cannot be used any more
     */
    PartOutcome ask(PartTry part) throws BrokenException {
        ObjectNode line =
                JsonNodeFactory.instance.objectNode().put("part", part.part()).put("try", part.attempt());
        if (part.arguments() != null) {
            line.set("arguments", part.arguments());
        }
        JsonNode answer;
        try {
            OutputStream input = process.input();
            input.write(FleetJson.bytes(line));
            input.write('\n');
            input.flush();
            answer = FleetJson.tree(line());
        } catch (IOException e) {
            throw new BrokenException("the command ended before it answered" + said());
        } catch (IllegalArgumentException e) {
            throw new BrokenException("the command answered with a line that is no JSON" + said());
        }
        JsonNode number = answer.path("part");
        if (!number.isInt() || number.intValue() != part.part()) {
            throw new BrokenException("the command answered for another part" + said());
        }
        JsonNode error = answer.path("error");
        if (!error.isMissingNode() && !error.isNull()) {
            return PartOutcome.failed(error.isTextual() ? error.textValue() : error.toString(), null);
        }
        return PartOutcome.done(answer.get("value"), null);
    }

    private String said() {
        String last = log.last();
        return last.isEmpty() ? "" : ": " + PartOutcome.cut(last, 300);
    }

    private byte[] line() throws IOException, BrokenException {
        int looked = 0;
        while (true) {
            for (; looked < read.position(); looked++) {
                if (read.get(looked) == '\n') {
                    byte[] line = Arrays.copyOf(read.array(), looked);
                    read.flip().position(looked + 1);
                    read.compact();
                    return line;
                }
            }
            if (!read.hasRemaining()) {
                throw new BrokenException("the command answered with a line of more than " + MOST_LINE + " bytes");
            }
            if (process.output().read(read) < 0) {
                throw new IOException("no more output");
            }
        }
    }

    /** Ends the command at once, with all that came from it. */
    @Override
    public void close() {
        process.kill();
        process.close();
        folder.close();
    }
}
