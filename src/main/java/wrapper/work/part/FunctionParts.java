package wrapper.work.part;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shared.part.FleetJson;
import shared.part.PartCall;
import shared.part.PartFunction;
import wrapper.work.pulse.Pulse;

/**
 * Has Java functions run parts, each object in a thread of its own. A function that takes too long is interrupted. If
 * it does not react to that, its thread is left alone, because nothing can end a thread of a JVM.
 */
public final class FunctionParts implements PartRunner {
    private static final Logger LOG = LoggerFactory.getLogger(FunctionParts.class);

    private static final String INTERRUPTED = "the function was interrupted";

    private final ClassLoader loader;
    private final WarmPool<FunctionThread> pool;
    private final AtomicInteger stuck = new AtomicInteger();

    /**
     * @param jars the folder with the operators' jars; empty for none
     * @param most how many objects may wait for parts
     * @throws IOException if the folder cannot be read
     */
    public FunctionParts(Optional<Path> jars, int most, Pulse pulse) throws IOException {
        this.loader = loader(jars);
        this.pool = new WarmPool<>(most, pulse.background());
        pulse.add(pool);
    }

    /** Gives how many functions did not react to an interrupt and still run. */
    public int stuck() {
        return stuck.get();
    }

    @Override
    public PartOutcome run(PartTry part, Trial trial) throws InterruptedException {
        String job = part.bundle().job();
        FunctionThread thread = pool.take(job);
        if (thread == null) {
            try {
                thread = new FunctionThread(function(part.bundle().task().function()), loader);
            } catch (ReflectiveOperationException | LinkageError | ClassCastException e) {
                LOG.error(
                        "the function of task {} cannot be made",
                        part.bundle().task().name(),
                        e);
                return PartOutcome.failed(
                        "the task's function cannot be made: " + e.getClass().getSimpleName(), null);
            }
        }
        CompletableFuture<PartOutcome> answer = new CompletableFuture<>();
        PartCall call = new PartCall(
                part.part(),
                part.bundle().message().total(),
                part.attempt(),
                part.arguments(),
                part.bundle().environment());
        PartFunction function = thread.function();
        AtomicBoolean taken = new AtomicBoolean();
        FutureTask<Void> turn = new FutureTask<>(
                () -> {
                    if (taken.compareAndSet(false, true) && !answer.complete(call(function, call))) {
                        stuck.decrementAndGet();
                    }
                },
                null);
        trial.watch(subject(turn, taken, answer));
        thread.run(turn);
        try {
            return answer.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the answer of a function cannot fail", e);
        } finally {
            trial.forget();
            if (trial.isStopped() || trial.isTimedOut()) {
                thread.close();
            } else {
                pool.giveBack(job, thread);
            }
        }
    }

    /**
     * Gives what ends a call. A busy machine may not have begun the call when it is to end; then the call never begins,
     * and its answer is given here.
     *
     * @param taken whether the call was begun, or will not be
     */
    private Trial.Subject subject(FutureTask<Void> turn, AtomicBoolean taken, CompletableFuture<PartOutcome> answer) {
        return new Trial.Subject() {
            @Override
            public void terminate() {
                turn.cancel(true);
                if (taken.compareAndSet(false, true)) {
                    answer.complete(PartOutcome.failed(INTERRUPTED, null));
                }
            }

            @Override
            public void kill() {
                terminate();
                // Counted first, because the answer wakes whoever asks for the count.
                stuck.incrementAndGet();
                if (answer.complete(PartOutcome.failed("the function did not end when it was interrupted", null))) {
                    LOG.error("a function does not end although it was interrupted");
                } else {
                    stuck.decrementAndGet();
                }
            }
        };
    }

    private static PartOutcome call(PartFunction function, PartCall call) {
        try {
            Object value = function.apply(call);
            JsonNode tree = value == null ? null : FleetJson.treeOf(value);
            return PartOutcome.done(tree, null);
        } catch (InterruptedException e) {
            return PartOutcome.failed(INTERRUPTED, null);
        } catch (Exception | StackOverflowError | LinkageError | AssertionError e) {
            LOG.debug("a function failed", e);
            String message = e.getMessage();
            return PartOutcome.failed(
                    message == null || message.isBlank() ? e.getClass().getSimpleName() : message, null);
        }
    }

    private PartFunction function(String name) throws ReflectiveOperationException {
        return Class.forName(name, true, loader)
                .asSubclass(PartFunction.class)
                .getDeclaredConstructor()
                .newInstance();
    }

    private static ClassLoader loader(Optional<Path> jars) throws IOException {
        ClassLoader own = FunctionParts.class.getClassLoader();
        if (jars.isEmpty()) {
            return own;
        }
        List<URL> urls = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(jars.get(), "*.jar")) {
            for (Path jar : found) {
                urls.add(jar.toUri().toURL());
            }
        } catch (MalformedURLException e) {
            throw new IOException(e);
        }
        return new URLClassLoader("functions", urls.toArray(URL[]::new), own);
    }

    @Override
    public void close() {
        pool.close();
    }
}
