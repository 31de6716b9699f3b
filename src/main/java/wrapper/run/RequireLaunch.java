package wrapper.run;

import java.util.Optional;

/** Ends the run where a part of its launch could not be read, because the command would run without it. */
public final class RequireLaunch implements Step {
    private final Optional<String> failure;

    /** Takes why the part could not be read; empty if all of the launch is known. */
    public RequireLaunch(Optional<String> failure) {
        this.failure = failure;
    }

    @Override
    public void perform(Run run) throws NotStartedException {
        if (failure.isPresent()) {
            throw new NotStartedException(failure.get());
        }
    }
}
