package wrapper.run;

import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes the folder that the run works in, if it was made. */
public final class RemoveWorkDirectory implements Step {
    private static final Logger LOG = LoggerFactory.getLogger(RemoveWorkDirectory.class);

    @Override
    public void perform(Run run) {
        run.directory().ifPresent(directory -> {
            try {
                directory.remove();
            } catch (IOException e) {
                LOG.warn("the work folder cannot be removed: {}", e.getMessage());
            }
        });
    }
}
