package producer;

import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InterruptException;
import producer.payload.Keys;
import producer.payload.Payload;
import producer.payload.RunIdentity;
import producer.report.Lag;
import producer.report.Tally;
import producer.settings.LoadSettings;

/** The loop that sends. One thread sends every record that is due and then sleeps until the next record is due. */
final class Load {
    // Above this rate the loop wakes once a tick, which is a millisecond, and sends every record that has become due
    // meanwhile, because waking for each record would take a whole core.
    private static final double PRECISE_PER_SECOND = 1_000;
    private static final long TICK_NANOS = 1_000_000;

    private final LoadSettings settings;
    private final RunIdentity run;
    private final Payload payload;
    private final Keys keys;
    private final Tally tally;
    private final StopRequest stop;
    private volatile Schedule schedule;
    private Lag endLag = Lag.NONE;

    Load(LoadSettings settings, RunIdentity run, Payload payload, Tally tally, StopRequest stop) {
        this.settings = settings;
        this.run = run;
        this.payload = payload;
        this.keys = Keys.of(settings.content().keys(), run);
        this.tally = tally;
        this.stop = stop;
    }

    /**
     * Sends records until all are sent, the time is over, or a stop is requested. When this method returns, the last
     * records may not be acknowledged yet.
     *
     * @param producer the client that sends; it is not closed here
     */
    void send(Producer<byte[], byte[]> producer) {
        LoadSettings.Pace pace = settings.pace();
        long start = System.nanoTime();
        boolean verify = settings.reports().verify();
        long limit = verify ? Math.min(pace.count(), LoadSettings.MOST_VERIFIED) : pace.count();
        long longest =
                pace.duration() == null ? Long.MAX_VALUE : pace.duration().toNanos();
        Schedule due = pace.perSecond() == 0 ? null : new Schedule(pace, start);
        schedule = due;
        long shortestSleep = pace.perSecond() > PRECISE_PER_SECOND ? TICK_NANOS : 0;
        stop.interruptOnRequest(Thread.currentThread());
        try {
            long sequence = 0;
            while (sequence < limit && !stop.requested()) {
                long now = System.nanoTime();
                if (now - start >= longest) {
                    return;
                }
                long dueAt = due == null ? Tally.NEVER_DUE : due.due(sequence);
                if (due != null && dueAt > now) {
                    long sleep = Math.max(shortestSleep, dueAt - now);
                    LockSupport.parkNanos(Math.min(sleep, longest - (now - start)));
                    continue;
                }
                for (int i = 0; i < pace.turn() && sequence < limit && !stop.requested(); i++) {
                    send(producer, sequence++, dueAt, verify);
                }
            }
        } catch (InterruptException e) {
            // A stop was requested while the client had no room for the record, so that record was not sent.
        } finally {
            stop.interruptNoMore();
            endLag = lag();
            schedule = null;
        }
    }

    private void send(Producer<byte[], byte[]> producer, long sequence, long dueAt, boolean verify) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(settings.target().topic(), keys.key(sequence), payload.value(sequence));
        if (verify) {
            record.headers().add(RunIdentity.MARK_HEADER, run.mark(sequence));
        }
        long sentAt = System.nanoTime();
        producer.send(record, (where, failure) -> {
            if (failure == null) {
                tally.acknowledged(sequence, where, sentAt, dueAt);
            } else {
                tally.failed(failure);
            }
        });
        tally.sent();
    }

    /** Gives how far the loop was behind its schedule when it ended. */
    Lag endLag() {
        return endLag;
    }

    /**
     * Gives how far the loop is behind its schedule now. Any thread may call this method.
     *
     * @return {@link Lag#NONE} if there is no schedule, or the loop has not begun or has ended
     */
    Lag lag() {
        Schedule due = schedule;
        if (due == null) {
            return Lag.NONE;
        }
        long now = System.nanoTime();
        long sent = tally.sentCount();
        long records = Math.max(0, due.dueBy(now) - sent);
        return records == 0 ? Lag.NONE : new Lag(records, Math.max(0, now - due.due(sent)) / 1_000_000);
    }
}
