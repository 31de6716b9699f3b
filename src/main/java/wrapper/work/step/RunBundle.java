package wrapper.work.step;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shared.part.ExchangeRequest.End;
import shared.part.PartsMessage;
import wrapper.work.exchange.Contacts;
import wrapper.work.exchange.HeldBundle;
import wrapper.work.exchange.HeldBundle.Ending;
import wrapper.work.exchange.Reports;
import wrapper.work.page.Activity;
import wrapper.work.page.Activity.Count;
import wrapper.work.part.BundleRun;
import wrapper.work.part.PartOutcome;
import wrapper.work.part.PartTry;
import wrapper.work.part.Parts;
import wrapper.work.part.Trial;

/** Runs the parts of a bundle one after the other, and reports how each ended. */
public final class RunBundle implements WorkStep {
    private static final Logger LOG = LoggerFactory.getLogger(RunBundle.class);
    private static final Duration FOREVER = Duration.ofDays(365);
    private static final Duration PAUSE = Duration.ofSeconds(10);
    // The worker has little time left when it stops.
    private static final Duration AT_STOP = Duration.ofSeconds(3);

    private final Parts parts;
    private final Contacts contacts;
    private final Reports reports;
    private final Activity activity;
    private final Duration grace;
    private final Executor background;

    /** @param grace how long a part may take to end when it is asked to */
    public RunBundle(
            Parts parts, Contacts contacts, Reports reports, Activity activity, Duration grace, Executor background) {
        this.parts = parts;
        this.contacts = contacts;
        this.reports = reports;
        this.activity = activity;
        this.grace = grace;
        this.background = background;
    }

    @Override
    public void perform(Work work) throws InterruptedException {
        HeldBundle held = work.held();
        activity.count(Count.BUNDLES);
        contacts.add(work.address(), held);
        try {
            runAll(work, held);
            if (held.ending() != Ending.LOST && held.ending() != Ending.TAKEN) {
                reports.send(work.address(), held, held.ending() == Ending.GIVEN_BACK ? AT_STOP : FOREVER);
            }
        } finally {
            contacts.remove(work.address(), held);
            contacts.endAfterLease(work.address(), held);
        }
        Ending ending = held.ending();
        boolean told = ending == null || ending == Ending.STOPPED || ending == Ending.GIVEN_BACK;
        if (told && held.isAllAccepted()) {
            contacts.end(work.address(), held.bundle());
            work.settle(new Work.Delete());
        } else {
            // Whoever takes the message next is told by the service what there is to do.
            LOG.info("{} is not worked on to its end: {}", work.message(), ending == null ? "not reported" : ending);
            work.settle(new Work.Leave(ending == Ending.GIVEN_BACK ? Duration.ZERO : PAUSE));
        }
        if (ending == Ending.LOST || ending == null && !held.isAllAccepted()) {
            activity.count(Count.LEASES_LOST);
        }
    }

    private void runAll(Work work, HeldBundle held) throws InterruptedException {
        PartsMessage message = (PartsMessage) work.message();
        BundleRun bundle = work.task() == null ? null : BundleRun.of(message, work.task());
        Map<Integer, Integer> left = new HashMap<>(held.tries());
        for (PartsMessage.Part part : message.parts()) {
            Integer attempt = left.get(part.part());
            if (attempt == null) {
                continue;
            }
            if (held.ending() != null) {
                break;
            }
            left.remove(part.part());
            if (bundle == null) {
                add(held, part.part(), attempt, PartOutcome.failed(work.refusal(), null), 0);
            } else {
                run(held, new PartTry(bundle, part.part(), attempt, part.arguments()));
            }
            if (held.isReportDue(System.nanoTime())) {
                reports.send(work.address(), held, held.left());
            }
        }
        if (held.ending() == null) {
            left.forEach((part, attempt) -> add(
                    held, part, attempt, PartOutcome.failed("the message of the bundle has no such part", null), 0));
        } else if (held.ending() == Ending.STOPPED) {
            // Told, so that the job need not wait until the lease is over.
            left.forEach((part, attempt) ->
                    add(held, part, attempt, PartOutcome.failed("not run, because the job is stopped", null), 0));
        } else {
            left.forEach((part, attempt) -> giveBack(held, part, attempt, 0));
        }
    }

    private void giveBack(HeldBundle held, int part, int attempt, double seconds) {
        activity.count(Count.PARTS_GIVEN_BACK);
        if (held.ending() == Ending.GIVEN_BACK) {
            held.add(new End(part, attempt, End.RETURNED, null, null, null, seconds), 0);
        }
    }

    private void run(HeldBundle held, PartTry part) throws InterruptedException {
        Trial trial = new Trial(Duration.ofSeconds(part.bundle().message().timeoutSeconds()), grace, background);
        Activity.Running running = activity.begin(part, part.bundle().task().name());
        PartOutcome outcome = PartOutcome.failed("the part was not run", null);
        String how = "failed";
        try {
            held.running(trial);
            outcome = parts.run(part, trial);
            held.running(null);
            how = outcome.done() ? "done" : "failed: " + outcome.reason();
            Ending ending = held.ending();
            if (ending == null || ending != Ending.LOST && outcome.done()) {
                add(held, part.part(), part.attempt(), outcome, trial.seconds());
            } else if (ending == Ending.STOPPED) {
                how = "stopped";
                PartOutcome stopped = PartOutcome.failed("stopped, because the job is stopped", outcome.exitCode());
                add(held, part.part(), part.attempt(), stopped, trial.seconds());
            } else {
                how = ending == Ending.GIVEN_BACK ? "given back" : "stopped, because the lease was lost";
                giveBack(held, part.part(), part.attempt(), trial.seconds());
            }
        } finally {
            activity.end(running, how, trial.seconds(), outcome.value());
        }
    }

    private void add(HeldBundle held, int part, int attempt, PartOutcome outcome, double seconds) {
        activity.count(outcome.done() ? Count.PARTS_DONE : Count.PARTS_FAILED);
        held.add(
                new End(
                        part,
                        attempt,
                        outcome.done() ? End.DONE : End.FAILED,
                        outcome.value(),
                        outcome.reason(),
                        outcome.exitCode(),
                        seconds),
                outcome.bytes());
    }
}
