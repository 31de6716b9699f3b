package execution.runner.process;

import execution.operations.StartCheck;
import execution.operations.StartRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.camel.CamelContext;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/** Stops the start if the runner {@code process} is enabled and could not start anything. */
@Component
@ConditionalOnProperty("execution.process.enabled")
class WrapperCheck implements StartCheck {

    private final ProcessProperties properties;

    WrapperCheck(ProcessProperties properties) {
        this.properties = properties;
    }

    @Override
    public void onCamelContextStarting(CamelContext context, boolean alreadyStarted) {
        String wrapper = properties.wrapper().get(0);
        if (!Files.isExecutable(Path.of(wrapper))) {
            throw new StartRefusedException("execution.process.wrapper: " + wrapper
                    + " is no executable file; it must be the path of the wrapper's script twrap");
        }
        try {
            Files.createDirectories(properties.directory());
        } catch (IOException e) {
            throw new StartRefusedException(
                    "execution.process.directory: " + properties.directory()
                            + " cannot be made; it must be a directory that the service may write to",
                    e);
        }
    }
}
