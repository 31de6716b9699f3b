package execution.partition;

import execution.store.parts.PartitionStore.LaneRoom;

/**
 * Says how many slots of its lane a job should hold. A job takes what is free up to an equal share of the lane. Beyond
 * its share it takes only what leaves a slot free for each of the others, and it gives slots back that no part uses
 * when none is free.
 */
final class SlotShare {

    private SlotShare() {}

    /**
     * @param held how many slots the job holds
     * @param inFlight how many of them its parts use
     * @param wanted how many it could use
     * @param sharing how many partitioned jobs share the lane, this one included
     * @return how many it should hold; not less than are in use
     */
    static int of(int held, long inFlight, long wanted, LaneRoom room, int sharing) {
        int others = Math.max(0, sharing - 1) + (room.others() ? 1 : 0);
        int fair = Math.max(1, room.limit() / (1 + others));
        if (others > 0 && room.free() == 0 && held > fair) {
            return (int) Math.max(inFlight, Math.min(wanted, fair));
        }
        int more = Math.max(0, Math.min(fair - held, room.free()));
        int beyond = Math.max(0, room.free() - more - others);
        return (int) Math.max(inFlight, Math.min(wanted, held + more + beyond));
    }
}
