package execution.partition;

import jakarta.annotation.PreDestroy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor.CallerRunsPolicy;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.stereotype.Component;

/**
 * Makes what a request says of several blocks at the same time, because each write waits for the table. A worker sends
 * one request at a time about a job, so its bundles would wait for each other otherwise.
 */
@Component
class BlocksAtOnce {

    /** Beside the threads of the requests. If all are busy, a request's own thread writes its blocks in turn. */
    private static final int THREADS = 16;

    private static final int IDLE_SECONDS = 30;

    private final ExecutorService threads = new ThreadPoolExecutor(
            0, THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), named(), new CallerRunsPolicy());

    private static ThreadFactory named() {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, "exchange-blocks-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /**
     * Runs tasks until all have ended.
     *
     * @throws RuntimeException if one failed; the others have run all the same
     */
    void run(Collection<Runnable> tasks) {
        List<Runnable> own = new ArrayList<>(tasks);
        List<CompletableFuture<Void>> running = new ArrayList<>();
        for (int i = 1; i < own.size(); i++) {
            running.add(CompletableFuture.runAsync(own.get(i), threads));
        }
        if (!own.isEmpty()) {
            running.add(CompletableFuture.runAsync(own.get(0), Runnable::run));
        }
        try {
            CompletableFuture.allOf(running.toArray(CompletableFuture[]::new)).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : e;
        }
    }

    @PreDestroy
    void close() {
        threads.shutdownNow();
    }
}
