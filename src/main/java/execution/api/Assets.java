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
     * Asks by the headers {@code tenant_id} and {@code asset_id}; the route sees nothing else of the event or its
     * request.
     */
    public void ask(@Body JobEvents.JobEvent event, Exchange exchange) {
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setHeader("tenant_id", event.key().tenantId());
        exchange.getMessage().setHeader("asset_id", event.job().assetId());
        exchange.getMessage().setBody(null);
    }

    /** @throws IllegalStateException always: the event may be repeated */
    public void failed(@ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception failure) {
        throw new IllegalStateException("the asset could not be looked up", failure);
    }

    /** Leaves the asset's texts by name as the body; an empty map if there is no such asset. */
    public void found(@Body Map<?, ?> asset, Exchange exchange) {
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setBody(asset == null ? Map.of() : asset);
    }
}
