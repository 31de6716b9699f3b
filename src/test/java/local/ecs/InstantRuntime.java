package local.ecs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Containers that run no process, for tests of many tasks. One ends at once with the code in {@code INSTANT_EXIT_CODE}
 * (0 by default), or after {@code INSTANT_MILLIS} milliseconds where that is set. A hook may do what the real program
 * would have done; when it throws, the exit code is 1 and the log says why.
 */
public final class InstantRuntime implements ContainerRuntime {

    public static final String EXIT_CODE = "INSTANT_EXIT_CODE";
    public static final String MILLIS = "INSTANT_MILLIS";

    private static final int KILLED = 137;
    private static final int TERMINATED = 143;

    private final Consumer<Map<String, String>> hook;

    /** @param hook called with each container's environment before it ends */
    public InstantRuntime(Consumer<Map<String, String>> hook) {
        this.hook = hook;
    }

    @Override
    public Running start(Container container) {
        var environment = container.environment();
        var exit = new CompletableFuture<Integer>();
        var duration = Duration.ofMillis(Long.parseLong(environment.getOrDefault(MILLIS, "0")));
        if (duration.isZero()) {
            exit.complete(run(container));
        } else {
            CompletableFuture.delayedExecutor(duration.toMillis(), TimeUnit.MILLISECONDS)
                    .execute(() -> {
                        if (!exit.isDone()) {
                            exit.complete(run(container));
                        }
                    });
        }
        return new Instant(exit);
    }

    private int run(Container container) {
        try {
            hook.accept(container.environment());
            return Integer.parseInt(container.environment().getOrDefault(EXIT_CODE, "0"));
        } catch (RuntimeException failure) {
            write(container, failure);
            return 1;
        }
    }

    private static void write(Container container, RuntimeException failure) {
        try {
            Files.createDirectories(container.log().getParent());
            Files.writeString(container.log(), failure + System.lineSeparator(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Instant(CompletableFuture<Integer> exitCode) implements Running {

        @Override
        public CompletionStage<Integer> exit() {
            return exitCode;
        }

        @Override
        public void terminate() {
            exitCode.complete(TERMINATED);
        }

        @Override
        public void kill() {
            exitCode.complete(KILLED);
        }
    }
}
