package execution.sweep;

import execution.allocation.LaneMeters;
import execution.allocation.OverduePending;
import execution.store.SlotRecounts;
import execution.store.WorkIndex;
import org.springframework.stereotype.Component;

/** What the sweep of each shard works with. */
@Component
record SweepParts(
        WorkIndex index,
        FoundWork found,
        OverduePending overduePending,
        UnpublishedEvents unpublished,
        Undelivered undelivered,
        Unarchived unarchived,
        Looks looks,
        SlotRecounts slots,
        LaneMeters lanes,
        SweepProperties sweep) {}
