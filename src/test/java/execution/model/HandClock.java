package execution.model;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that is moved by hand, so that a test need not wait for time to pass. */
public final class HandClock extends Clock {

    private volatile Instant now;

    /** @param now what it shows until it is moved */
    public HandClock(Instant now) {
        this.now = now;
    }

    /** Moves it on, by less than nothing also back. */
    public void advance(Duration by) {
        now = now.plus(by);
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }
}
