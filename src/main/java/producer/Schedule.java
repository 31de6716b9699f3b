package producer;

import producer.settings.LoadSettings;

/**
 * Says when each record is to be sent. The times depend on the rate alone and never on earlier records, so a slow
 * cluster shows as lag and never as a lower offered rate.
 */
final class Schedule {
    private static final double NANOS = 1e9;

    private final double perSecond;
    private final int turn;
    private final long limit;
    private final long start;

    /**
     * Begins the schedule.
     *
     * @param pace the rate, which must be above 0, the records of a turn, and the count after which nothing is due
     * @param start when the first record is due, in nanoseconds by {@link System#nanoTime}
     */
    Schedule(LoadSettings.Pace pace, long start) {
        this.perSecond = pace.perSecond();
        this.turn = pace.turn();
        this.limit = pace.count();
        this.start = start;
    }

    /**
     * Gives when the record of this number is due, by {@link System#nanoTime}. All records of a turn are due together.
     */
    long due(long sequence) {
        return start + (long) (sequence / turn * turn * NANOS / perSecond);
    }

    /** Gives how many records are due up to this time, which is one of {@link System#nanoTime}. */
    long dueBy(long now) {
        long turns = (long) ((now - start) * perSecond / NANOS / turn) + 1;
        return Math.min(limit, turns * turn);
    }
}
