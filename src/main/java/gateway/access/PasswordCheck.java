package gateway.access;

import execution.security.OperatorRole;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.authentication.WebAuthenticationDetails;
import shared.collection.BoundedMap;

/**
 * Checks the name and the password of a request. A browser sends both with each request, and BCrypt takes a tenth of a
 * second, so a pair that was right is right for a minute. What is remembered is an HMAC with a key that only this
 * process has.
 *
 * <p>It is no bean: Spring Security would ask it a second time by way of the manager that all chains share.
 */
class PasswordCheck implements AuthenticationProvider {

    private static final Duration REMEMBERED = Duration.ofMinutes(1);
    private static final int MOST = 200;

    /** BCrypt keeps a processor busy, so guesses must not take all of them. */
    private static final Semaphore CHECKS = new Semaphore(2, true);

    private final Operators operators;
    private final WrongPasswords wrong;
    private final Clock clock;
    private final SecretKeySpec key;
    private final Map<String, Right> right = Collections.synchronizedMap(BoundedMap.forgettingLeastUsed(MOST));

    /** @param until from then on it is checked again */
    private record Right(Visitor visitor, Instant until) {}

    PasswordCheck(Operators operators, WrongPasswords wrong, Clock clock) {
        this.operators = operators;
        this.wrong = wrong;
        this.clock = clock;
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        this.key = new SecretKeySpec(random, "HmacSHA256");
    }

    @Override
    public Authentication authenticate(Authentication given) {
        String name = given.getName();
        String password = String.valueOf(given.getCredentials());
        String pair = hmac(name, password);
        Right known = right.get(pair);
        if (known != null && clock.instant().isBefore(known.until())) {
            return authenticated(known.visitor());
        }
        String address = given.getDetails() instanceof WebAuthenticationDetails details
                ? String.valueOf(details.getRemoteAddress())
                : "unknown";
        Visitor visitor = check(address, name, password);
        right.put(pair, new Right(visitor, clock.instant().plus(REMEMBERED)));
        return authenticated(visitor);
    }

    private Visitor check(String address, String name, String password) {
        long seconds = wrong.waitSeconds(address, name);
        if (seconds > 0) {
            throw new TooManyGuessesException(seconds);
        }
        Optional<Visitor> visitor = slowly(name, password);
        if (visitor.isEmpty()) {
            wrong.count(address, name);
            throw new BadCredentialsException("wrong name or password");
        }
        return visitor.get();
    }

    private Optional<Visitor> slowly(String name, String password) {
        try {
            if (!CHECKS.tryAcquire(2, TimeUnit.SECONDS)) {
                throw new TooManyGuessesException(2);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TooManyGuessesException(2);
        }
        try {
            return operators.check(name, password);
        } finally {
            CHECKS.release();
        }
    }

    private static Authentication authenticated(Visitor visitor) {
        return UsernamePasswordAuthenticationToken.authenticated(
                visitor,
                null,
                Arrays.stream(OperatorRole.values())
                        .filter(visitor::may)
                        .map(Visitor::authority)
                        .toList());
    }

    private String hmac(String name, String password) {
        try {
            Mac mac = Mac.getInstance(key.getAlgorithm());
            mac.init(key);
            mac.update(name.getBytes(StandardCharsets.UTF_8));
            mac.update((byte) 0);
            return HexFormat.of().formatHex(mac.doFinal(password.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    @Override
    public boolean supports(Class<?> type) {
        return UsernamePasswordAuthenticationToken.class.isAssignableFrom(type);
    }
}
