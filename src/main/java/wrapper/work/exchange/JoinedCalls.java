package wrapper.work.exchange;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import shared.part.ExchangeAnswer;
import wrapper.call.CallFailedException;
import wrapper.call.CallLimit;
import wrapper.work.exchange.ExchangeClient.Answered;

/**
 * The requests about one execution. While one of them is under way, others wait, and all that wait go together in the
 * next one. So busy slots need few requests, and a slot that is alone waits for nothing.
 */
final class JoinedCalls {
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Duration mostWait;
    private final List<Waiting> waiting = new ArrayList<>();
    private boolean underWay;

    /** How many threads use this now; guarded by the map that has it. */
    private int users;

    /** Makes a request once. */
    interface Call {
        ExchangeAnswer make(byte[] body) throws CallFailedException;
    }

    private static final class Waiting {
        private final JoinedRequest request;
        private boolean isOver;
        private Answered answered;

        private Waiting(JoinedRequest request) {
            this.request = request;
        }
    }

    /**
     * Begins without requests.
     *
     * @param mostWait how long a request waits for others at most, because a lost connection must hold up no other one
     */
    JoinedCalls(Duration mostWait) {
        this.mostWait = mostWait;
    }

    JoinedCalls used() {
        users++;
        return this;
    }

    /** Notes that a thread does not use this any more, and tells whether none does. */
    boolean unused() {
        users--;
        return users == 0;
    }

    /**
     * Makes a request, alone or with others.
     *
     * @param limit of this request; half of its time at most is spent with others
     * @return what the service says to this request; empty if it has to be made alone, because it has waited for too
     *     long, or the request that it was in has failed
     * @throws CallFailedException if it was made alone, and the service refuses it
     */
    Optional<Answered> send(JoinedRequest request, CallLimit limit, Call call)
            throws CallFailedException, InterruptedException {
        Waiting own = new Waiting(request);
        List<Waiting> together = turn(own, limit);
        if (together.isEmpty()) {
            return answer(own);
        }
        Answered all = null;
        try {
            byte[] body = JoinedRequest.body(
                    together.stream().map(each -> each.request).toList());
            long askedAt = System.nanoTime();
            all = new Answered(call.make(body), askedAt);
            return Optional.of(of(request, all));
        } catch (CallFailedException e) {
            if (together.size() == 1 && !ExchangeClient.mayWorkLater(e)) {
                throw e;
            }
            return Optional.empty();
        } finally {
            end(together, all);
        }
    }

    private synchronized Optional<Answered> answer(Waiting own) {
        return Optional.ofNullable(own.answered).map(answered -> of(own.request, answered));
    }

    private static Answered of(JoinedRequest request, Answered all) {
        return new Answered(request.of(all.answer()), all.askedAt());
    }

    /** Waits until a request is over, or is to be made now; gives those that it is made with then, else none. */
    private synchronized List<Waiting> turn(Waiting own, CallLimit limit) throws InterruptedException {
        long patience = Math.min(mostWait.toNanos(), TimeUnit.NANOSECONDS.convert(limit.time()) / 2);
        long begun = System.nanoTime();
        waiting.add(own);
        try {
            while (!own.isOver) {
                if (!underWay) {
                    underWay = true;
                    return next(own);
                }
                long left = patience - (System.nanoTime() - begun);
                if (left <= 0 || limit.cancelled().getAsBoolean()) {
                    return List.of();
                }
                TimeUnit.NANOSECONDS.timedWait(this, Math.min(left, TICK_NANOS));
            }
            return List.of();
        } finally {
            waiting.remove(own);
        }
    }

    /** Takes a request, and as many of those that wait as one body holds. */
    private List<Waiting> next(Waiting own) {
        List<Waiting> next = new ArrayList<>(List.of(own));
        JoinedRequest.Size size = own.request.size();
        for (Waiting other : waiting) {
            JoinedRequest.Size more = size.plus(other.request.size());
            if (other != own && more.fits()) {
                size = more;
                next.add(other);
            }
        }
        waiting.removeAll(next);
        return next;
    }

    private synchronized void end(List<Waiting> together, Answered answered) {
        for (Waiting each : together) {
            each.isOver = true;
            each.answered = answered;
        }
        underWay = false;
        notifyAll();
    }
}
