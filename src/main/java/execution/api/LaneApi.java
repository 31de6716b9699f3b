package execution.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import execution.model.Lane;
import execution.security.Caller;
import execution.security.OperatorRole;
import execution.store.Lanes;
import execution.store.TenantNotes;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Shows users the lanes of their tenant and operators those of all, and lets operators change the limits of slots. */
@Component
public class LaneApi {

    private static final InputSchema FORM = InputSchema.of("LaneLimit");
    private static final Pattern TENANT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final int MOST_BYTES = 1_024;
    private static final int TENANTS = 10;
    private static final int MOST_TENANTS = 25;

    /** The property of an exchange that has the lane whose limit was changed. */
    private static final String CHANGED = "changedLane";

    private final Caller caller;
    private final OperatorCalls operators;
    private final Lanes lanes;
    private final ObjectProvider<TenantNotes> tenants;
    private final ObjectMapper mapper;

    LaneApi(
            Caller caller,
            OperatorCalls operators,
            Lanes lanes,
            ObjectProvider<TenantNotes> tenants,
            ObjectMapper mapper) {
        this.caller = caller;
        this.operators = operators;
        this.lanes = lanes;
        this.tenants = tenants;
        this.mapper = mapper;
    }

    /**
     * Answers with the lanes of one tenant, or for an operator who names none with those of a page of tenants.
     *
     * @throws ProblemException if a user asks for another tenant's, or no tenant can have this name
     */
    public void list(
            Exchange exchange,
            @Header("tenant_id") String tenant,
            @Header("limit") String limit,
            @Header("next") String next) {
        int most = QueryParameters.number("limit", limit, TENANTS, 1, MOST_TENANTS);
        boolean isOperator = caller.operator().isPresent();
        if (tenant != null && !isOperator && !tenant.equals(caller.tenant())) {
            throw ProblemException.forbidden("the token is of another tenant, and is not that of an operator");
        }
        requireTenant("tenant_id", tenant);
        requireTenant("next", next);
        String one = tenant == null && !isOperator ? caller.tenant() : tenant;
        List<String> shown =
                one == null ? tenants.getObject().after(next, most) : next == null ? List.of(one) : List.of();
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode list = answer.putArray("lanes");
        shown.forEach(name -> lanes.of(name).forEach(lane -> list.add(json(lane))));
        answer.put("next", one == null && shown.size() == most ? shown.get(most - 1) : null);
        Responses.json(exchange, 200, answer);
    }

    /**
     * Gives a lane a limit of its own, or the configured one again.
     *
     * @return the lane, which may have work now
     * @throws ProblemException if the body is not of its form
     */
    public Lane change(Exchange exchange, @Body byte[] body) {
        operators.require(OperatorRole.ADMIN);
        JsonNode wanted = wanted(body);
        Lane lane = new Lane(
                wanted.path("tenant_id").textValue(), wanted.path("runner").textValue());
        Integer limit = wanted.hasNonNull("slots") ? wanted.get("slots").intValue() : null;
        operators.note(
                exchange,
                OperatorRole.ADMIN,
                "change-limit",
                lane.tenantId() + "/" + lane.runner(),
                limit == null ? "the configured limit" : limit.toString(),
                () -> {
                    lanes.limit(lane, limit);
                    return limit;
                },
                changed -> "done");
        exchange.setProperty(CHANGED, lane);
        return lane;
    }

    /** Answers with the lane as it is after the change. */
    public void changed(@ExchangeProperty(CHANGED) Lane lane, Exchange exchange) {
        Responses.json(exchange, 200, json(lanes.of(lane)));
    }

    /** Gives a lane as answers have it. */
    static ObjectNode json(Lanes.State state) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("tenant_id", state.lane().tenantId())
                .put("runner", state.lane().runner())
                .put("slots_in_use", state.slots().inUse())
                .put("slots", state.slots().limit())
                .put("own_slots", state.slots().ownLimit())
                .put("configured_slots", state.configured())
                .put("pending", state.pending());
    }

    private JsonNode wanted(byte[] body) {
        JsonNode json;
        try {
            json = body == null || body.length > MOST_BYTES ? null : mapper.readTree(body);
        } catch (IOException e) {
            json = null;
        }
        if (json == null || !json.isObject()) {
            throw ProblemException.invalid("body", "must be a JSON object of at most " + MOST_BYTES + " bytes");
        }
        FORM.check(json).refuse();
        return json;
    }

    private static void requireTenant(String field, String name) {
        if (name != null && !TENANT.matcher(name).matches()) {
            throw ProblemException.invalid(
                    field, "must be 1 to 64 letters, digits, ., _ or -, of which the first is a letter or a digit");
        }
    }
}
