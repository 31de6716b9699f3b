package gateway.execution;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * How long an execution had which status, as a drawing.
 *
 * @param segments from left to right
 */
public record Timeline(List<Segment> segments) {

    /** The width of the drawing in units. */
    public static final int WIDTH = 1_000;

    private static final int NARROWEST = 4;

    /**
     * One status for one time.
     *
     * @param x where it begins
     * @param width how wide it is
     * @param status the status
     * @param lasted for how long, for people
     */
    public record Segment(int x, int width, String status, String lasted) {}

    /** A status and when it began. */
    record Change(String status, Instant at) {}

    /**
     * Draws changes.
     *
     * @param changes the first one first
     * @param end until when the newest status lasted, or now
     * @return null if there is nothing to draw
     */
    static Timeline of(List<Change> changes, Instant end) {
        if (changes.isEmpty() || !changes.get(0).at().isBefore(end)) {
            return null;
        }
        long whole = Duration.between(changes.get(0).at(), end).toMillis();
        List<Segment> segments = new ArrayList<>();
        int x = 0;
        for (int i = 0; i < changes.size(); i++) {
            Instant until = i + 1 < changes.size() ? changes.get(i + 1).at() : end;
            Duration lasted = Duration.between(changes.get(i).at(), until);
            if (lasted.isZero() || lasted.isNegative()) {
                continue;
            }
            int width = (int) Math.max(NARROWEST, lasted.toMillis() * WIDTH / Math.max(1, whole));
            width = Math.min(width, WIDTH - x);
            if (width > 0) {
                segments.add(new Segment(x, width, changes.get(i).status(), text(lasted)));
                x += width;
            }
        }
        return segments.isEmpty() ? null : new Timeline(segments);
    }

    static String text(Duration lasted) {
        if (lasted.toMinutes() < 1) {
            return lasted.toMillis() < 10_000
                    ? lasted.toMillis() / 1_000 + "." + lasted.toMillis() % 1_000 / 100 + " s"
                    : lasted.toSeconds() + " s";
        }
        return lasted.toHours() < 1
                ? lasted.toMinutes() + " min " + lasted.toSecondsPart() + " s"
                : lasted.toHours() + " h " + lasted.toMinutesPart() + " min";
    }

    /** Gives all of it in one sentence, for those who do not see the drawing. */
    public String sentence() {
        StringBuilder text = new StringBuilder("How long it had which status");
        segments.forEach(segment ->
                text.append(", ").append(segment.status()).append(' ').append(segment.lasted()));
        return text.toString();
    }
}
