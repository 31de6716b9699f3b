package bench;

import java.util.ArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Does something many times, so many at once. */
final class ParallelSteps {

    private ParallelSteps() {}

    /** One of them, by its number from 0. */
    interface Step {
        void run(int number) throws Exception;
    }

    /** Returns when all are done, or throws the first failure. */
    static void run(int count, int concurrency, Step step) throws Exception {
        var threads = Executors.newFixedThreadPool(concurrency);
        try {
            var next = new AtomicInteger();
            var workers = new ArrayList<Future<?>>();
            for (var i = 0; i < concurrency; i++) {
                workers.add(threads.submit(() -> {
                    for (var number = next.getAndIncrement(); number < count; number = next.getAndIncrement()) {
                        step.run(number);
                    }
                    return null;
                }));
            }
            for (var worker : workers) {
                worker.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
