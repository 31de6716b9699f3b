package local.ecs;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Turns state changes into events and hands them on, as far as the faults let them through. */
final class TaskEvents implements Consumer<Task> {

    /** Long enough to mix the events of a short task with each other and with those of its neighbours. */
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
