package execution.waiting;

import execution.model.Execution;
import execution.model.Timestamps;
import execution.runner.LaunchBudget;
import execution.store.Lanes;
import execution.store.Slots;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Says in plain words why an execution waits. */
final class WaitingWords {

    private WaitingWords() {}

    /**
     * Gives the reasons of a pending execution.
     *
     * @param before how many executions of its lane stand before it, counted as far as {@link Lanes#MOST_COUNTED}
     * @param failures how often in a row the lane could not go on in this instance
     * @param until when it ends if it still waits
     */
    static List<String> pending(
            Execution execution, Lanes.State lane, int before, int failures, Instant until, Instant now) {
        List<String> words = new ArrayList<>();
        boolean isPutOff =
                execution.notBefore() != null && execution.notBefore().isAfter(now);
        if (isPutOff) {
            words.add("It could not be prepared and is tried again at " + time(execution.notBefore())
                    + ". The log of the service says what failed" + times(execution.version()) + ".");
        } else {
            words.add(place(before));
        }
        words.add(slots(lane));
        if (failures > 0) {
            words.add("The service could not go on with this tenant and runner " + failures
                    + " times in a row and tries again. The table or a route may be out of reach; the log says why.");
        } else if (!isPutOff && lane.slots().free() > before) {
            words.add("A slot is free for it, so it is being prepared now or will be in a moment.");
        }
        words.add("If it still waits at " + time(until) + ", it ends as timed_out.");
        return words;
    }

    /**
     * Gives the reasons of an execution that has a slot.
     *
     * @param budget the budget of launches; null if its runner has none
     */
    static List<String> allocated(Execution execution, LaunchBudget.State budget, Instant now) {
        List<String> words = new ArrayList<>();
        Instant from = execution.notBefore();
        if (from != null && from.isAfter(now)) {
            words.add("It has a slot. Its launch was put off until " + time(from) + ".");
        } else if (from != null) {
            words.add("It has a slot. Its launch was put off until " + time(from)
                    + " and is due: it begins with the next look at what is due.");
        } else {
            words.add("It has a slot and is being launched.");
        }
        int refusals = execution.lastAttempt().refusals();
        if (refusals > 0) {
            words.add("The platform refused to launch it or had no room for it: " + refusals + times(refusals, "time")
                    + " so far. The pause doubles each time.");
        }
        if (budget != null) {
            words.add("Of the account's budget of launches about " + budget.left() + " of " + budget.burst()
                    + " are left, and " + budget.perSecond() + " come back each second.");
        }
        return words;
    }

    /** Gives the reason of an execution whose task is not there yet. */
    static List<String> dispatched(Execution execution) {
        Instant since = execution.dispatchedAt();
        return List.of(
                "Its runner has taken it" + (since == null ? "" : " at " + time(since)) + " and is starting its task.");
    }

    private static String place(int before) {
        if (before == 0) {
            return "It is the first that waits of its tenant and runner.";
        }
        return before == 1
                ? "1 execution of its tenant and runner stands before it."
                : Counts.upTo(before, Lanes.MOST_COUNTED) + " executions of its tenant and runner stand before it.";
    }

    private static String slots(Lanes.State lane) {
        Slots slots = lane.slots();
        String whose = " of " + lane.lane().tenantId() + " for " + lane.lane().runner();
        String limit = (slots.ownLimit() == null ? "The configured limit" : "The tenant's own limit");
        if (slots.limit() == 0) {
            return limit + whose + " is 0, so nothing of it starts.";
        }
        return slots.free() == 0
                ? "All " + slots.limit() + " slots" + whose + " are in use (" + slots.inUse()
                        + "). It waits for one to become free."
                : slots.inUse() + " of " + slots.limit() + " slots" + whose + " are in use.";
    }

    /** A pending row is written for nothing else than putting it off, so its version says how often that was. */
    private static String times(long version) {
        return version > 1 ? "; it was tried " + version + " times" : "";
    }

    private static String times(int number, String word) {
        return " " + word + (number == 1 ? "" : "s");
    }

    private static String time(Instant instant) {
        String text = Timestamps.format(instant);
        return text.substring(0, 10) + " " + text.substring(11, 19) + " UTC";
    }
}
