package execution.http;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.springframework.context.SmartLifecycle;

/**
 * Answers that go on for minutes, and the few threads that write all of them. No thread waits for a client, and there
 * are no threads while there are no such answers. When the service stops, all answers are ended first, because the
 * server would wait for them before it stops.
 */
public abstract class EventStreams implements SmartLifecycle {

    private static final int THREADS = 4;
    private static final long IDLE_SECONDS = 10;

    private final Clock clock;
    private final ScheduledThreadPoolExecutor threads;
    private final Set<EventStream> open = ConcurrentHashMap.newKeySet();
    private volatile boolean running;

    /** @param name of the threads */
    protected EventStreams(String name, Clock clock) {
        this.clock = clock;
        this.threads = new ScheduledThreadPoolExecutor(THREADS, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
        threads.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        threads.allowCoreThreadTimeOut(true);
        threads.setRemoveOnCancelPolicy(true);
        threads.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /**
     * Makes the stream of a request. What is sent must be opened by {@link EventStream#open}.
     *
     * @param async the request, which must have been made asynchronous
     * @param longest after so long the server ends the answer, if nothing else has
     * @param leave gives back what the request holds; is called when it is over, whatever ended it
     */
    protected EventStream stream(AsyncContext async, Duration longest, Runnable leave) {
        EventStream stream = new EventStream(async, this::execute, clock);
        async.setTimeout(longest.toMillis());
        async.addListener(new End(stream, leave));
        open.add(stream);
        return stream;
    }

    /** Runs work in one of the threads. If the service stops, all answers have ended, and nothing is done. */
    protected void execute(Runnable work) {
        try {
            threads.execute(work);
        } catch (RejectedExecutionException e) {
            // The service stops, and has ended all requests of this kind.
        }
    }

    /**
     * Runs work in one of the threads after a pause.
     *
     * @return false if the service stops, and nothing will be done
     */
    protected boolean schedule(Duration pause, Runnable work) {
        try {
            threads.schedule(work, pause.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        open.forEach(EventStream::end);
        threads.shutdown();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** The highest phase is started last and stopped first, before the server begins to wait for its requests. */
    @Override
    public int getPhase() {
        return SmartLifecycle.DEFAULT_PHASE;
    }

    private final class End implements AsyncListener {
        private final EventStream stream;
        private final Runnable leave;

        private End(EventStream stream, Runnable leave) {
            this.stream = stream;
            this.leave = leave;
        }

        @Override
        public void onComplete(AsyncEvent event) {
            open.remove(stream);
            leave.run();
            execute(stream::gone);
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            execute(stream::end);
        }

        @Override
        public void onError(AsyncEvent event) {
            execute(stream::end);
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            // Nobody makes the request asynchronous again.
        }
    }
}
