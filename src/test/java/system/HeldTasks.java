package system;

import static org.awaitility.Awaitility.await;

import execution.model.ExecutionKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

/** Tasks of the job {@link #JOB}: each is a process that runs until the test lets it end. */
final class HeldTasks {

    static final String JOB = "held";

    private static Path gates;

    private HeldTasks() {}

    static synchronized void register() {
        if (gates != null) {
            return;
        }
        try {
            gates = Files.createTempDirectory("held-tasks");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String gate = gates + "/$EXECUTION_ID-$EXECUTION_ATTEMPT";
        String token = gates + "/$EXECUTION_ID.token";
        SharedPlatform.registerProcess(
                JOB,
                "sh",
                "-c",
                "echo $EXECUTION_CALLBACK_TOKEN > " + token + ".draft; mv " + token + ".draft " + token
                        + "; until [ -e " + gate + " ]; do sleep 0.1; done; exit $(cat " + gate + ")");
    }

    /**
     * Reports for the task that it runs, as a program does that knows the callback.
     *
     * @return the status of the answer
     */
    static int callBack(RunningService service, ExecutionKey key) {
        Path token = gates.resolve(key.executionId() + ".token");
        await().atMost(RunningService.LONGEST_WAIT).until(() -> Files.exists(token));
        try {
            return service.report(key, Files.readString(token).trim(), Map.of("status", "running"))
                    .status();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets the task of the first attempt end successfully, now or as soon as it starts. */
    static void release(ExecutionKey key) {
        release(key, 1, 0);
    }

    static void release(ExecutionKey key, int attempt, int exitCode) {
        try {
            Path draft = Files.writeString(Files.createTempFile(gates, "draft", null), Integer.toString(exitCode));
            Files.move(draft, gates.resolve(key.executionId() + "-" + attempt), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
