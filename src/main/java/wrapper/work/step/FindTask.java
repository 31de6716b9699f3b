package wrapper.work.step;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wrapper.work.catalogue.KnownTasks;
import wrapper.work.catalogue.KnownTasks.RefusedTaskException;

/** Looks the task up. What the worker may not run is claimed all the same, so that the service is told why. */
public final class FindTask implements WorkStep {
    private static final Logger LOG = LoggerFactory.getLogger(FindTask.class);

    private final KnownTasks tasks;

    public FindTask(KnownTasks tasks) {
        this.tasks = tasks;
    }

    @Override
    public void perform(Work work) {
        try {
            work.found(tasks.find(work.message().task()));
        } catch (RefusedTaskException e) {
            LOG.warn("{}: {}", work.message(), e.getMessage());
            work.refused(e.getMessage());
        }
    }
}
