package local.ecs;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Makes events of state changes and sends them on, unless a fault keeps one from being sent. */
final class TaskEvents implements Consumer<Task> {

    /**
     * How long events are held back to be mixed: long enough for the events of a short task and of the tasks around it.
     */
    private static final Duration SHUFFLE_WINDOW = Duration.ofMillis(100);

    private final LocalEcs.Options options;
    private final Faults faults;
    private final ScheduledExecutorService timer;
    private final Set<TaskStatus> statuses;
    private final List<String> held = new ArrayList<>();

    TaskEvents(LocalEcs.Options options, Faults faults, ScheduledExecutorService timer) {
        this.options = options;
        this.faults = faults;
        this.timer = timer;
        this.statuses = options.eventStatuses();
    }

    @Override
    public void accept(Task task) {
        if (!statuses.contains(task.status()) || faults.dropsEvent()) {
            return;
        }
        var event = TaskJson.event(task, options.account(), options.region());
        for (var times = faults.duplicatesEvents() ? 2 : 1; times > 0; times--) {
            if (faults.shufflesEvents()) {
                hold(event);
            } else {
                options.events().accept(event);
            }
        }
    }

    private void hold(String event) {
        synchronized (held) {
            held.add(event);
            if (held.size() == 1) {
                timer.schedule(this::release, SHUFFLE_WINDOW.toMillis(), TimeUnit.MILLISECONDS);
            }
        }
    }

    private void release() {
        synchronized (held) {
            Collections.shuffle(held);
            held.forEach(options.events());
            held.clear();
        }
    }
}
