package execution.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** Several calls at once. */
final class Parallel {

    private static final int THREADS = 16;

    private Parallel() {}

    interface Call<T> {
        T make(int number) throws Exception;
    }

    /** The answers in the order of the numbers, from 0. */
    static <T> List<T> of(int calls, Call<T> call) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Callable<T>> all = IntStream.range(0, calls)
                    .mapToObj(number -> (Callable<T>) () -> call.make(number))
                    .toList();
            List<T> answers = new ArrayList<>();
            for (Future<T> answer : threads.invokeAll(all)) {
                answers.add(answer.get());
            }
            return answers;
        } finally {
            threads.shutdownNow();
        }
    }
}
