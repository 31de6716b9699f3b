package execution.store;

import execution.model.Lane;

/** The lane has no free slot. Nothing was changed. */
public class SlotsExhaustedException extends RuntimeException {

    public SlotsExhaustedException(Lane lane) {
        super("no free slot for tenant " + lane.tenantId() + " on runner " + lane.runner());
    }
}
