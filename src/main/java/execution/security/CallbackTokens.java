package execution.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import execution.model.Execution;
import java.time.Instant;
import java.util.Date;
import javax.crypto.SecretKey;
import org.springframework.stereotype.Component;

/**
 * Makes the tokens by which a task reports on its own attempt and on nothing else. A token is not stored: it is made
 * from the row, and the same row gives the same token, byte for byte.
 */
@Component
public class CallbackTokens {

    static final String ISSUER = "execution-service";
    static final String AUDIENCE = "execution-callback";
    static final String TENANT = "tenant_id";
    static final String JIT_EVENT = "jit_event_id";
    static final String EXECUTION = "execution_id";
    static final String ATTEMPT = "attempt";

    private final CallbackKey key;
    private final SecurityProperties.Callback properties;

    CallbackTokens(CallbackKey key, SecurityProperties security) {
        this.key = key;
        this.properties = security.callback();
    }

    /**
     * Makes the token of the current attempt.
     *
     * @param execution an execution whose attempt has begun
     * @return the signed token, which stays good beyond the attempt's time-out by
     *     {@code execution.security.callback.outlives}
     */
    public String tokenFor(Execution execution) {
        SecretKey secret = key.secret();
        Instant issued = execution.lastAttempt().startedAt();
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .audience(AUDIENCE)
                .issueTime(Date.from(issued))
                .expirationTime(Date.from(
                        issued.plusSeconds(execution.job().timeoutSeconds()).plus(properties.outlives())))
                .claim(TENANT, execution.key().tenantId())
                .claim(JIT_EVENT, execution.key().jitEventId())
                .claim(EXECUTION, execution.key().executionId())
                .claim(ATTEMPT, execution.attempt())
                .build();
        try {
            SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
            token.sign(new MACSigner(secret));
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException("the callback key cannot sign", e);
        }
    }
}
