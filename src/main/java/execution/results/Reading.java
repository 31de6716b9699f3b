package execution.results;

import execution.model.UnusableMessageException;
import java.time.Duration;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Gives the messages of a parser that works in another thread, as they come. The parser waits while several of them are
 * not taken yet, so it can never be far ahead of the topic.
 */
final class Reading implements Iterator<DocumentsMessage> {

    /** Each has up to {@code execution.results.most-message}. */
    private static final int MOST_WAITING = 4;

    /** How often work that waits looks whether its messages are still wanted. */
    private static final long CHECK_MILLIS = 200;

    private static final DocumentsMessage END = new DocumentsMessage(null, null, null, null, null);

    /** The work that gives the messages and, in the end, what was found in all. */
    interface Parsing {

        /**
         * Reads the results.
         *
         * @param messages takes each message, and waits until there is room for it
         */
        ParsedResults read(Messages messages) throws Exception;
    }

    /** Takes messages in their order. */
    interface Messages {

        /** @throws IllegalStateException if nobody waits for them any more */
        void put(DocumentsMessage message);
    }

    private final BlockingQueue<DocumentsMessage> queue = new LinkedBlockingQueue<>(MOST_WAITING);
    private final TimedWork.Work<ParsedResults> work;
    private volatile boolean left;
    private DocumentsMessage next;
    private UnusableMessageException late;
    private boolean isParsed;

    private Reading(String name, TimedWork time, Parsing parsing) throws InterruptedException {
        this.work = time.begin(name, () -> {
            try {
                return parsing.read(this::put);
            } finally {
                put(END);
            }
        });
    }

    /**
     * Begins to read.
     *
     * @param name of the work, for people
     */
    static Reading begin(String name, TimedWork time, Parsing parsing) throws InterruptedException {
        return new Reading(name, time, parsing);
    }

    private void put(DocumentsMessage message) {
        try {
            // A parser may have swallowed its interrupt, and would wait here for ever.
            while (!left) {
                if (queue.offer(message, CHECK_MILLIS, TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("nobody waits for the parser any more", e);
        }
        throw new IllegalStateException("nobody waits for the parser any more");
    }

    /** Waits for the next message. There is none after the parser failed or took too long: {@link #parsed} says so. */
    @Override
    public boolean hasNext() {
        try {
            next = next == null && late == null ? work.take(queue) : next;
        } catch (UnusableMessageException e) {
            late = e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the reading of results was interrupted", e);
        }
        return next != null && next != END;
    }

    @Override
    public DocumentsMessage next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        DocumentsMessage given = next;
        next = null;
        return given;
    }

    /**
     * Gives what was found, after the last message.
     *
     * @throws UnusableMessageException if the results can never be read
     * @throws Exception what the parser failed with
     */
    ParsedResults parsed() throws Exception {
        if (late != null) {
            throw late;
        }
        ParsedResults parsed = work.result();
        isParsed = true;
        return parsed;
    }

    /** Tells whether the parser has come to its end without a failure. */
    boolean isParsed() {
        return isParsed;
    }

    /** Gives how long the parser took, without the time in which it waited for its messages to be taken. */
    Duration took() {
        return work.waitedFor();
    }

    /** Ends the parser if it has not ended, because its messages are not wanted any more. */
    void leave() {
        left = true;
        work.leave();
    }
}
