package bench;

import shared.part.PartCall;
import shared.part.PartFunction;

/** A part that is done at once. */
public final class InstantPart implements PartFunction {

    @Override
    public Object apply(PartCall call) {
        return call.part();
    }
}
