package producer;

import producer.settings.LoadSettings;

/**
 * When each record is to be sent: an open loop, in which no record waits for another. What is late stays due, so a slow
 * cluster shows as lag and never as a lower offered rate.
 */
final class Schedule {
    private static final double NANOS = 1e9;

    private final double perSecond;
    private final int turn;
    private final long limit;
    private final long start;

    /**
     * Begins it.
     *
     * @param pace the rate, which is above 0
     * @param start when the first record is due, by {@link System#nanoTime}
     */
    Schedule(LoadSettings.Pace pace, long start) {
        this.perSecond = pace.perSecond();
        this.turn = pace.turn();
        this.limit = pace.count();
        this.start = start;
    }

    /** Gives the time at which the record of this number is due, the same for all of a turn. */
    long due(long sequence) {
        return start + (long) (sequence / turn * turn * NANOS / perSecond);
    }

    /** Gives how many records were due by then. */
    long dueBy(long now) {
        long turns = (long) ((now - start) * perSecond / NANOS / turn) + 1;
        return Math.min(limit, turns * turn);
    }
}
