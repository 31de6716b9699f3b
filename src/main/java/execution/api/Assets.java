package execution.api;

import java.util.Map;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;

/** Asks {@code direct:lookup-asset} for the asset that a job event names. */
@Component
public class Assets {

    /**
     * Puts the ids of the asset into the headers {@code tenant_id} and {@code asset_id}. The route sees nothing else of
     * the event or of its request.
     */
    public void ask(@Body JobEvents.JobEvent event, Exchange exchange) {
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setHeader("tenant_id", event.key().tenantId());
        exchange.getMessage().setHeader("asset_id", event.job().assetId());
        exchange.getMessage().setBody(null);
    }

    /**
     * Reports that the route failed.
     *
     * @throws IllegalStateException always, because the sender of the event may send it again
     */
    public void failed(@ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception failure) {
        throw new IllegalStateException("the asset could not be looked up", failure);
    }

    /** Makes a map of the asset's texts by name the body. The map is empty if there is no such asset. */
    public void found(@Body Map<?, ?> asset, Exchange exchange) {
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setBody(asset == null ? Map.of() : asset);
    }
}
