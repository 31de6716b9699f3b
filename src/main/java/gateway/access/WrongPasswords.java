package gateway.access;

import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;
import shared.collection.BoundedMap;

/**
 * How many wrong passwords may come, from one address and for one name. A guess for a name that is guessed from many
 * addresses counts more, so each further address has one guess; whoever knows the password still needs only that one.
 */
@Component
class WrongPasswords {

    /** Wrong passwords in a row from one address, and how long until as many are allowed again. */
    private static final int OF_ADDRESS = 10;

    /** The same for one name, whatever addresses they come from. */
    private static final int OF_NAME = 50;

    private static final Duration WINDOW = Duration.ofMinutes(10);

    /** A bucket takes some 300 bytes. Of more addresses at once, the one that was longest away begins anew. */
    private static final int MOST = 10_000;

    private final Map<String, Bucket> addresses = Collections.synchronizedMap(BoundedMap.forgettingLeastUsed(MOST));
    private final Map<String, Bucket> names = Collections.synchronizedMap(BoundedMap.forgettingLeastUsed(MOST));

    /**
     * Tells whether a password may be checked.
     *
     * @return after how many seconds it may be; 0 for at once
     */
    long waitSeconds(String address, String name) {
        Bucket ofAddress = addresses.get(address);
        if (ofAddress == null) {
            return 0;
        }
        Bucket ofName = names.get(name);
        boolean isGuessed = ofName != null && ofName.getAvailableTokens() == 0;
        return wait(ofAddress, isGuessed ? OF_ADDRESS : 1);
    }

    private static long wait(Bucket bucket, long tokens) {
        long nanos = bucket.estimateAbilityToConsume(tokens).getNanosToWaitForRefill();
        return nanos == 0 ? 0 : 1 + TimeUnit.NANOSECONDS.toSeconds(nanos);
    }

    /** Counts a wrong password. */
    void count(String address, String name) {
        addresses.computeIfAbsent(address, key -> bucket(OF_ADDRESS)).tryConsume(1);
        names.computeIfAbsent(name, key -> bucket(OF_NAME)).tryConsume(1);
    }

    private static Bucket bucket(int capacity) {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(capacity).refillGreedy(capacity, WINDOW))
                .build();
    }
}
