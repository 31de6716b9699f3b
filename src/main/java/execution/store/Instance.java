package execution.store;

import java.util.UUID;
import org.springframework.stereotype.Component;

/** Names this running instance of the service among the others; a new name at each start. */
@Component
public class Instance {

    private final String id = UUID.randomUUID().toString().substring(0, 8);

    public String id() {
        return id;
    }
}
