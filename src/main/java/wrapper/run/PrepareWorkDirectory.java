package wrapper.run;

import java.io.IOException;

/** Makes the folder that the run works in. */
public final class PrepareWorkDirectory implements Step {
    @Override
    public void perform(Run run) throws NotStartedException {
        try {
            run.workIn(WorkDirectory.create());
        } catch (IOException e) {
            throw new NotStartedException("could not start: no folder to work in can be made (" + e.getMessage() + ")");
        }
    }
}
