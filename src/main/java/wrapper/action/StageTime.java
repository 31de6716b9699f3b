package wrapper.action;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import wrapper.config.Settings;
import wrapper.job.Stage;

/** The time that all actions of a stage have together. A request to stop can end it early. */
final class StageTime {
    private static final long TICK_MILLIS = 50;

    private final Stage stage;
    private final Duration bound;
    private final BooleanSupplier stopped;
    private final long began = System.nanoTime();

    /**
     * Begins the time of a stage.
     *
     * @param bound how long it lasts at most
     * @param stopped says whether a request to stop has ended it
     */
    StageTime(Stage stage, Duration bound, BooleanSupplier stopped) {
        this.stage = stage;
        this.bound = bound;
        this.stopped = stopped;
    }

    /** Says whether no time is left. */
    boolean over() {
        return stopped.getAsBoolean() || System.nanoTime() - began >= bound.toNanos();
    }

    /** Says what ended the time, as the end of a sentence. */
    String endOfSentence() {
        return stopped.getAsBoolean()
                ? "after the request to stop"
                : "after the %d s that all %s actions have together (%s)"
                        .formatted(bound.toSeconds(), stage.text(), Settings.ACTIONS_TIMEOUT);
    }

    /**
     * Does work in a thread of its own and waits for it while there is time. After that the thread is interrupted and
     * not waited for, because work that hangs must not keep the run from its end.
     *
     * @return the result of the work
     * @throws ActionFailedException if there was not enough time
     * @throws ExecutionException if the work failed, with what it threw as the cause
     */
    <T> T limit(Callable<T> work) throws ActionFailedException, ExecutionException, InterruptedException {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(task, "action");
        thread.setDaemon(true);
        thread.start();
        while (true) {
            try {
                return task.get(TICK_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (over()) {
                    task.cancel(true);
                    throw new ActionFailedException("cut off");
                }
            }
        }
    }
}
