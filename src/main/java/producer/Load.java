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

/** The loop that sends: one thread, which sends what is due and sleeps until more is. */
final class Load {
    // Above a thousand records a second the loop wakes a thousand times and sends what has become due: waking for each
    // would take a core.
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

    /** Sends until all are sent, the time is over, or it is stopped; what it sent may not be acknowledged yet. */
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
            // Asked to stop while the client had no room for the record, which was not sent.
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

    /** How far the loop was behind when it ended. */
    Lag endLag() {
        return endLag;
    }

    /** How far the loop is behind its schedule; not at all where there is none or it has ended. */
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
