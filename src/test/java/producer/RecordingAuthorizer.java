package producer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListSet;
import org.apache.kafka.common.Endpoint;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.server.authorizer.AclCreateResult;
import org.apache.kafka.server.authorizer.AclDeleteResult;
import org.apache.kafka.server.authorizer.Action;
import org.apache.kafka.server.authorizer.AuthorizableRequestContext;
import org.apache.kafka.server.authorizer.AuthorizationResult;
import org.apache.kafka.server.authorizer.Authorizer;
import org.apache.kafka.server.authorizer.AuthorizerServerInfo;

/**
 * Allows clients what MSK's actions for topics and records allow, and nothing else, and writes down what the broker
 * asks for of it: an action of IAM, and what kind of thing the action is on. A broker also asks for rights that a
 * client does not need, only to leave something out of its answer.
 */
public final class RecordingAuthorizer implements Authorizer {

    private static final Set<String> SEEN = new ConcurrentSkipListSet<>();

    private static final Map<AclOperation, String> OF_TOPICS = Map.of(
            AclOperation.DESCRIBE, "DescribeTopic",
            AclOperation.CREATE, "CreateTopic",
            AclOperation.WRITE, "WriteData",
            AclOperation.READ, "ReadData");

    private static final Map<AclOperation, String> OF_CLUSTER =
            Map.of(AclOperation.IDEMPOTENT_WRITE, "WriteDataIdempotently");

    /** Gives each action that was allowed once, as {@code <action> on <resource>}. */
    static Set<String> seen() {
        return Set.copyOf(SEEN);
    }

    @Override
    public List<AuthorizationResult> authorize(AuthorizableRequestContext context, List<Action> actions) {
        return actions.stream().map(action -> authorize(context, action)).toList();
    }

    private static AuthorizationResult authorize(AuthorizableRequestContext context, Action action) {
        if (!context.listenerName().equals("OUTSIDE")) {
            return AuthorizationResult.ALLOWED;
        }
        ResourceType type = action.resourcePattern().resourceType();
        String name = (type == ResourceType.CLUSTER ? OF_CLUSTER : OF_TOPICS).get(action.operation());
        if (name == null || type != ResourceType.CLUSTER && type != ResourceType.TOPIC) {
            return AuthorizationResult.DENIED;
        }
        SEEN.add("kafka-cluster:" + name + " on the " + type.toString().toLowerCase(Locale.ROOT));
        return AuthorizationResult.ALLOWED;
    }

    @Override
    public Map<Endpoint, ? extends CompletionStage<Void>> start(AuthorizerServerInfo server) {
        Map<Endpoint, CompletionStage<Void>> ready = new HashMap<>();
        server.endpoints().forEach(endpoint -> ready.put(endpoint, CompletableFuture.completedFuture(null)));
        return ready;
    }

    @Override
    public List<? extends CompletionStage<AclCreateResult>> createAcls(
            AuthorizableRequestContext context, List<AclBinding> bindings) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<? extends CompletionStage<AclDeleteResult>> deleteAcls(
            AuthorizableRequestContext context, List<AclBindingFilter> filters) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Iterable<AclBinding> acls(AclBindingFilter filter) {
        return new ArrayList<>();
    }

    @Override
    public void configure(Map<String, ?> settings) {
        // It has no settings.
    }

    @Override
    public void close() {
        // It holds nothing.
    }
}
