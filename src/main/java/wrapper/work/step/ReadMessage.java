package wrapper.work.step;

import java.util.Map;
import java.util.Optional;
import shared.part.FleetJson;
import shared.part.FleetMessage;
import shared.part.JobMessage;
import shared.part.PartsMessage;
import wrapper.config.Contract;
import wrapper.work.exchange.ServiceAddress;

/** Reads the message, which is not trusted before. */
public final class ReadMessage implements WorkStep {
    private final Optional<String> service;

    /** @param service how the addresses of the service begin; empty if any may be called */
    public ReadMessage(Optional<String> service) {
        this.service = service;
    }

    @Override
    public void perform(Work work) throws RefusedMessageException {
        FleetMessage message;
        try {
            message = FleetJson.message(work.delivery().body());
        } catch (IllegalArgumentException e) {
            throw new RefusedMessageException("the message " + e.getMessage());
        }
        String url;
        String token;
        Map<String, String> environment;
        if (message instanceof PartsMessage parts) {
            url = parts.callbackUrl();
            token = parts.token();
            environment = parts.environment();
        } else {
            JobMessage job = (JobMessage) message;
            environment = job.environment();
            url = environment.getOrDefault(Contract.CALLBACK_URL, "");
            token = environment.getOrDefault(Contract.CALLBACK_TOKEN, "");
        }
        try {
            work.read(message, ServiceAddress.of(url, token, environment, service));
        } catch (IllegalArgumentException e) {
            throw new RefusedMessageException("the message's address of the service " + e.getMessage());
        }
    }
}
