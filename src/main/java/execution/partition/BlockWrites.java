package execution.partition;

import execution.model.ExecutionKey;
import execution.parts.PartBlock;
import execution.store.parts.PartitionStore;
import jakarta.annotation.PreDestroy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.stereotype.Component;

/**
 * Writes new blocks, several at the same time. The blocks of a job are items of their own, so no write waits for
 * another one.
 */
@Component
class BlockWrites {

    /** With a write of some 10 ms, eight threads write 800 blocks a second, which are 20,000 parts. */
    private static final int THREADS = 8;

    private final PartitionStore store;
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS, named());

    BlockWrites(PartitionStore store) {
        this.store = store;
    }

    private static ThreadFactory named() {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, "part-blocks-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /**
     * Writes the blocks that are not there yet.
     *
     * @throws RuntimeException if one could not be written; others may be
     */
    void write(ExecutionKey key, List<PartBlock> blocks) {
        List<Runnable> writes = new ArrayList<>();
        int share = Math.max(1, (blocks.size() + THREADS - 1) / THREADS);
        for (int from = 0; from < blocks.size(); from += share) {
            List<PartBlock> some = blocks.subList(from, Math.min(blocks.size(), from + share));
            writes.add(() -> store.putBlocks(key, some));
        }
        run(writes);
    }

    /**
     * Runs what blocks need before they are written, several at the same time.
     *
     * @throws RuntimeException if one failed; others may be done
     */
    void run(List<Runnable> tasks) {
        List<CompletableFuture<Void>> running = tasks.stream()
                .map(task -> CompletableFuture.runAsync(task, threads))
                .toList();
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
