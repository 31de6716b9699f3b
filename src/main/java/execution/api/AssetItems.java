package execution.api;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.Header;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Helps the route lookup-asset with the asset table's items: keys in, plain values out. */
@Component("assetItems")
public class AssetItems {

    /** The key of a tenant's asset. */
    public Map<String, AttributeValue> key(@Header("tenant_id") String tenantId, @Header("asset_id") String assetId) {
        return Map.of("PK", AttributeValue.fromS("TENANT#" + tenantId), "SK", AttributeValue.fromS("ASSET#" + assetId));
    }

    /** The texts of an item; empty if there is none. */
    public Map<String, String> texts(@Header("CamelAwsDdbAttributes") Map<String, AttributeValue> item) {
        Map<String, String> texts = new LinkedHashMap<>();
        if (item != null) {
            item.forEach((name, value) -> {
                if (value.s() != null) {
                    texts.put(name, value.s());
                }
            });
        }
        return texts;
    }
}
