package wrapper.work.step;

import java.time.Duration;
import shared.part.FleetMessage;
import wrapper.work.catalogue.WorkerTask;
import wrapper.work.exchange.HeldBundle;
import wrapper.work.exchange.ServiceAddress;
import wrapper.work.job.Jobs.JobEnd;
import wrapper.work.queue.Delivery;

/** One message of the queue and what is known of it so far. One thread works on it, step by step. */
public final class Work {
    /** So that a message which the worker cannot work on does not keep it busy. */
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(30);

    private final Delivery delivery;
    private FleetMessage message;
    private ServiceAddress address;
    private WorkerTask task;
    private String refusal;
    private HeldBundle held;
    private String invocation;
    private JobEnd end;
    private boolean postponed;
    private Settlement settlement = new Leave(AFTER_FAILURE);

    /** What becomes of the message. */
    public sealed interface Settlement {}

    /** The message is deleted. */
    public record Delete() implements Settlement {}

    /** The message comes back after a time. */
    public record Leave(Duration time) implements Settlement {}

    /** The message can never work. */
    public record SetAside(String reason) implements Settlement {}

    /** Begins with a message as the queue gave it; null where there is no queue. */
    public Work(Delivery delivery) {
        this.delivery = delivery;
    }

    public Delivery delivery() {
        return delivery;
    }

    /** Gives the message; null until it was read. */
    public FleetMessage message() {
        return message;
    }

    /** Gives where the service is told; null until the message was read. */
    public ServiceAddress address() {
        return address;
    }

    void read(FleetMessage read, ServiceAddress service) {
        message = read;
        address = service;
    }

    /** Gives how the task is run; null if it may not be run. */
    WorkerTask task() {
        return task;
    }

    /** Gives why the task may not be run; null if it may. */
    String refusal() {
        return refusal;
    }

    void found(WorkerTask found) {
        task = found;
    }

    void refused(String why) {
        refusal = why;
    }

    HeldBundle held() {
        return held;
    }

    void claimed(HeldBundle claimed) {
        held = claimed;
    }

    String invocation() {
        return invocation;
    }

    void claimed(String by) {
        invocation = by;
    }

    /** Tells whether the worker was given what the message is about. */
    public boolean isClaimed() {
        return held != null || invocation != null;
    }

    /** Notes that nothing more is done about the message now. */
    void postpone() {
        postponed = true;
    }

    /** Tells whether the bundle may be claimed now. */
    public boolean isReady() {
        return !postponed;
    }

    JobEnd end() {
        return end;
    }

    void ended(JobEnd how) {
        end = how;
    }

    /** Gives what becomes of the message. */
    public Settlement settlement() {
        return settlement;
    }

    /** Decides what becomes of the message. */
    public void settle(Settlement decided) {
        settlement = decided;
    }
}
