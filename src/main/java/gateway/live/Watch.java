package gateway.live;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shared.failure.Backoff;

/** One view and all who look at it. */
final class Watch {

    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);

    /** With what a look takes, what is shown is less than a second old. */
    private static final Duration PAUSE = Duration.ofMillis(700);

    private static final Backoff PAUSES = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30));

    private final View view;
    private final Clock clock;
    private final List<Viewer> viewers = new ArrayList<>();
    private Picture picture = Picture.NONE;
    private int failures;

    Watch(View view, Clock clock) {
        this.view = view;
        this.clock = clock;
    }

    synchronized void add(Viewer viewer) {
        viewers.add(viewer);
        if (picture.version() > 0) {
            viewer.show(picture, clock.instant());
        }
    }

    /** Tells whether nobody looks any more. */
    synchronized boolean isOver() {
        viewers.removeIf(Viewer::isOver);
        return viewers.isEmpty();
    }

    synchronized void end() {
        viewers.forEach(Viewer::end);
    }

    /**
     * Looks once, and shows all what changed.
     *
     * @return how long to wait until the next look
     */
    Duration turn() {
        try {
            View.Sight sight = view.look();
            failures = 0;
            show(sight);
            return PAUSE;
        } catch (RuntimeException e) {
            failures++;
            if (failures == 1) {
                LOG.warn("A page that changes by itself cannot be read, it is tried again", e);
            }
            show(null);
            return PAUSES.after(failures);
        }
    }

    private synchronized void show(View.Sight sight) {
        if (sight != null) {
            picture = picture.next(sight);
        }
        Instant now = clock.instant();
        for (Iterator<Viewer> all = viewers.iterator(); all.hasNext(); ) {
            Viewer viewer = all.next();
            viewer.show(picture, now);
            if (viewer.isOver()) {
                all.remove();
            }
        }
    }
}
