package local.msk;

import java.io.IOException;
import java.security.Provider;
import java.security.Security;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.security.auth.Subject;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.spi.LoginModule;
import javax.security.sasl.SaslServer;
import javax.security.sasl.SaslServerFactory;
import org.apache.kafka.common.errors.SaslAuthenticationException;

/** The broker's side of the mechanism {@code AWS_MSK_IAM}: it checks one request and gives one answer. */
final class SignedInServer implements SaslServer {

    static final String MECHANISM = "AWS_MSK_IAM";

    private final MskBroker broker;
    private boolean complete;

    private SignedInServer(MskBroker broker) {
        this.broker = broker;
    }

    /** Makes the mechanism known to this JVM. */
    static void register() {
        if (Security.getProvider("local-msk") == null) {
            Security.addProvider(new MechanismProvider());
        }
    }

    @Override
    public byte[] evaluateResponse(byte[] response) {
        var request = UUID.randomUUID().toString();
        try {
            var problem = SignedRequest.parse(response).problem(broker, broker.now());
            if (problem.isPresent()) {
                // No other exception has its message sent to the client.
                throw new SaslAuthenticationException("[" + request + "]: Access denied: " + problem.get());
            }
        } catch (IOException e) {
            throw new SaslAuthenticationException("[" + request + "]: Access denied: not a signed request");
        }
        complete = true;
        return ("{\"version\":\"2020_10_22\",\"request-id\":\"" + request + "\"}").getBytes();
    }

    @Override
    public String getMechanismName() {
        return MECHANISM;
    }

    @Override
    public boolean isComplete() {
        return complete;
    }

    @Override
    public String getAuthorizationID() {
        return "client";
    }

    @Override
    public byte[] unwrap(byte[] incoming, int offset, int length) {
        throw new IllegalStateException();
    }

    @Override
    public byte[] wrap(byte[] outgoing, int offset, int length) {
        throw new IllegalStateException();
    }

    @Override
    public Object getNegotiatedProperty(String name) {
        return null;
    }

    @Override
    public void dispose() {
        // There is nothing to release.
    }

    /** Tells Java the name of the factory. */
    private static final class MechanismProvider extends Provider {
        private MechanismProvider() {
            super("local-msk", "1", "The server's side of " + MECHANISM);
            putService(new Service(this, "SaslServerFactory", MECHANISM, Factory.class.getName(), List.of(), Map.of()) {
                @Override
                public Object newInstance(Object parameter) {
                    return new Factory();
                }
            });
        }
    }

    /** Gives each connection a server side of its own. Kafka passes the broker's properties on. */
    static final class Factory implements SaslServerFactory {
        @Override
        public SaslServer createSaslServer(
                String mechanism, String protocol, String host, Map<String, ?> properties, CallbackHandler handler) {
            return new SignedInServer(MskBroker.byId(String.valueOf(properties.get(MskBroker.ID))));
        }

        @Override
        public String[] getMechanismNames(Map<String, ?> properties) {
            return new String[] {MECHANISM};
        }
    }

    /**
     * A login that does nothing. Kafka wants a login module for the server's side as well, but the server has nothing
     * to log in to.
     */
    public static final class NoLogin implements LoginModule {
        @Override
        public void initialize(Subject subject, CallbackHandler handler, Map<String, ?> state, Map<String, ?> options) {
            // There is nothing to remember.
        }

        @Override
        public boolean login() {
            return true;
        }

        @Override
        public boolean commit() {
            return true;
        }

        @Override
        public boolean abort() {
            return false;
        }

        @Override
        public boolean logout() {
            return true;
        }
    }
}
