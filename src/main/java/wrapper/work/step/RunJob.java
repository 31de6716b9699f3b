package wrapper.work.step;

import java.util.List;
import shared.part.JobMessage;
import wrapper.work.job.Jobs;
import wrapper.work.job.Jobs.JobEnd;
import wrapper.work.page.Activity;
import wrapper.work.page.Activity.Count;

/** Runs a job under the wrapper. */
public final class RunJob implements WorkStep {
    private final Jobs jobs;
    private final Activity activity;

    public RunJob(Jobs jobs, Activity activity) {
        this.jobs = jobs;
        this.activity = activity;
    }

    @Override
    public void perform(Work work) throws InterruptedException {
        JobMessage message = (JobMessage) work.message();
        activity.count(Count.JOBS);
        if (work.task() == null) {
            work.ended(new JobEnd(null, work.refusal()));
            return;
        }
        List<String> command = message.command() == null ? work.task().command() : message.command();
        if (command.isEmpty()) {
            work.ended(new JobEnd(null, "the task has no command that a worker could run"));
            return;
        }
        Activity.Running running = activity.begin(message, message.task());
        long begun = System.nanoTime();
        JobEnd end = new JobEnd(null, "the worker cannot run the job");
        try {
            end = jobs.run(message, command, work.invocation());
        } finally {
            work.ended(end);
            activity.end(
                    running,
                    end.reason() == null ? "done" : "failed: " + end.reason(),
                    (System.nanoTime() - begun) / 1_000_000_000.0,
                    null);
        }
    }
}
