package execution.api.intake;

import execution.security.Caller;
import jakarta.annotation.PreDestroy;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.tomcat.util.threads.TaskQueue;
import org.apache.tomcat.util.threads.ThreadPoolExecutor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.security.task.DelegatingSecurityContextAsyncTaskExecutor;

/**
 * The threads in which Camel answers requests. The identity of the caller goes along to the thread. Requests of tasks
 * have threads of their own, so that users who ask for too much cannot keep tasks from reporting.
 */
@Configuration(proxyBeanMethods = false)
class RequestWorkers {

    private static final int USER_THREADS = 32;
    private static final int TASK_THREADS = 16;

    /**
     * How many requests may wait for a thread. A request takes some 20 ms, so the last one in the queue waits for less
     * than a second.
     */
    private static final int MOST_WAITING = 64;

    /** How long a thread without work is kept. */
    private static final int FREE_SECONDS = 60;

    private final Caller caller;
    private final Pool users = new Pool("request-", USER_THREADS);
    private final Pool tasks = new Pool("callback-", TASK_THREADS);

    RequestWorkers(Caller caller) {
        this.caller = caller;
    }

    private static final class Pool {
        private final ThreadPoolExecutor threads;
        private final Semaphore room;

        private Pool(String name, int size) {
            room = new Semaphore(size + MOST_WAITING);
            // Tomcat's pool starts a thread when none is free. The JDK's pool would start one with each request
            // until it has them all. A thread takes 120 KB.
            TaskQueue waiting = new TaskQueue();
            threads = new ThreadPoolExecutor(
                    0, size, FREE_SECONDS, TimeUnit.SECONDS, waiting, new CustomizableThreadFactory(name));
            waiting.setParent(threads);
        }
    }

    /**
     * Takes a thread for a request that is ready to be worked on, or a place in the queue for a thread.
     *
     * @param admission gives the place back when the request is over
     * @return why the request is refused; empty if it is not refused
     */
    Optional<Refusal> enter(Admission admission) {
        Semaphore room = pool().room;
        if (!room.tryAcquire()) {
            return Optional.of(new Refusal(503, "too many requests are being worked on; it may be repeated", 1));
        }
        admission.holds(room::release);
        return Optional.empty();
    }

    @Bean
    AsyncTaskExecutor requestExecutor() {
        AsyncTaskExecutor byCaller = task -> pool().threads.execute(task);
        return new DelegatingSecurityContextAsyncTaskExecutor(byCaller);
    }

    private Pool pool() {
        return caller.party().filter(Caller.Party::isTask).isPresent() ? tasks : users;
    }

    @PreDestroy
    void stop() {
        users.threads.shutdownNow();
        tasks.threads.shutdownNow();
    }
}
