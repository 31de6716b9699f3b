package execution.sweep;

import execution.allocation.LaneWakeUps;
import execution.allocation.OverduePending;
import execution.config.SweepProperties;
import execution.store.SlotRecounts;
import execution.store.WorkIndex;
import org.springframework.stereotype.Component;

/** Makes the sweep of a shard, which remembers how far it came. */
@Component
class ShardSweeps {

    private final WorkIndex index;
    private final LaneWakeUps lanes;
    private final OverduePending overduePending;
    private final UnpublishedEvents unpublished;
    private final Looks looks;
    private final SlotRecounts slots;
    private final SweepProperties sweep;

    ShardSweeps(
            WorkIndex index,
            LaneWakeUps lanes,
            OverduePending overduePending,
            UnpublishedEvents unpublished,
            Looks looks,
            SlotRecounts slots,
            SweepProperties sweep) {
        this.index = index;
        this.lanes = lanes;
        this.overduePending = overduePending;
        this.unpublished = unpublished;
        this.looks = looks;
        this.slots = slots;
        this.sweep = sweep;
    }

    ShardSweep of(int shard) {
        return new ShardSweep(shard, index, lanes, overduePending, unpublished, looks, slots, sweep);
    }
}
