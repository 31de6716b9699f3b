package execution.store;

import java.util.UUID;
import org.springframework.stereotype.Component;

/** The name of this running instance of the service. Each start has a new name. */
@Component
public class Instance {

    private final String id = UUID.randomUUID().toString().substring(0, 8);

    public String id() {
        return id;
    }
}
