package system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import local.LocalPlatform;
import local.LocalWorker;

/** Workers of the fleet for a test, each a process of its own, that the test may kill. */
final class Fleet implements AutoCloseable {

    private final LocalPlatform platform;
    private final int capacity;
    private final List<Path> tasks;
    private final List<String> options;
    private final Map<String, LocalWorker> workers = new LinkedHashMap<>();
    private int started;

    /**
     * Makes a fleet without workers.
     *
     * @param capacity how many messages each worker works on at once
     * @param tasks folders of task files besides those that are shipped
     * @param options further options of each worker
     */
    Fleet(LocalPlatform platform, int capacity, List<Path> tasks, String... options) {
        this.platform = platform;
        this.capacity = capacity;
        this.tasks = List.copyOf(tasks);
        this.options =
                Stream.concat(Stream.of("--visibility=3"), Stream.of(options)).toList();
    }

    /** Starts workers until there are so many. */
    void fillUp(int size) {
        while (workers.size() < size) {
            String name = "it-worker-" + ++started + "-";
            try {
                workers.put(
                        name,
                        platform.startWorker(new LocalWorker.Options(
                                name, capacity, tasks, LocalPlatform.Options.DEFAULT_LOGS, options)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /**
     * Kills a worker as SIGKILL does.
     *
     * @param name the name by which the worker claims, which begins with the name that it was started with
     */
    void kill(String name) throws InterruptedException {
        worker(name).kill();
    }

    /**
     * Stops a worker as SIGTERM does, and waits for its end.
     *
     * @param name the name by which the worker claims, which begins with the name that it was started with
     */
    void terminate(String name) throws InterruptedException {
        worker(name).close();
    }

    /**
     * Kills a worker and all of its processes, as if its container were gone.
     *
     * @param name the name by which the worker claims, which begins with the name that it was started with
     */
    void killWithAllThatRuns(String name) throws InterruptedException {
        worker(name).killWithAllThatRuns();
    }

    private LocalWorker worker(String name) {
        String known =
                workers.keySet().stream().filter(name::startsWith).findFirst().orElseThrow();
        return workers.remove(known);
    }

    /** Fails if a worker has ended by itself. */
    void assertAlive() {
        assertThat(workers.values()).allSatisfy(worker -> assertThat(worker.isAlive())
                .as("%s, see %s", worker.name(), worker.log())
                .isTrue());
    }

    @Override
    public void close() throws InterruptedException {
        for (LocalWorker worker : workers.values()) {
            worker.close();
        }
    }
}
