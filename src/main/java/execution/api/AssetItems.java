package execution.api;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.Header;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Makes keys of the asset table for the route lookup-asset, and texts of the items that the table answers. */
@Component("assetItems")
public class AssetItems {

    /** Makes the key of a tenant's asset. */
    public Map<String, AttributeValue> key(@Header("tenant_id") String tenantId, @Header("asset_id") String assetId) {
        return Map.of("PK", AttributeValue.fromS("TENANT#" + tenantId), "SK", AttributeValue.fromS("ASSET#" + assetId));
    }

    /** Gives the texts of an item by their names. The map is empty if there is no item. */
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
