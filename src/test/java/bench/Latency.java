package bench;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import local.LocalPlatform;

/**
 * From the answer to a POST until RunTask is called, at a steady rate whatever the answers take (an open loop). 0 where
 * the call came before the answer.
 */
final class Latency {

    private final double[] millis;

    private Latency(double[] sorted) {
        this.millis = sorted;
    }

    static Latency measure(LocalPlatform platform, Requests requests, Supplier<Event> events, int count, int perSecond)
            throws Exception {
        Map<String, Instant> answered = new ConcurrentHashMap<>();
        var posts = new CompletableFuture<?>[count];
        var period = TimeUnit.SECONDS.toNanos(1) / perSecond;
        var start = System.nanoTime();
        for (var i = 0; i < count; i++) {
            TimeUnit.NANOSECONDS.sleep(start + i * period - System.nanoTime());
            var event = events.get();
            posts[i] = requests.postAsync(event).thenRun(() -> answered.put(event.attemptId(), Instant.now()));
        }
        CompletableFuture.allOf(posts).get(1, TimeUnit.MINUTES);
        var called = new ConcurrentHashMap<String, Instant>();
        for (var tries = 0; called.size() < count; tries++) {
            if (tries == 600) {
                throw new IllegalStateException(called.size() + " of " + count + " were launched");
            }
            TimeUnit.MILLISECONDS.sleep(100);
            platform.ecs().runTaskCalls().stream()
                    .filter(call -> answered.containsKey(call.clientToken()))
                    .forEach(call -> called.putIfAbsent(call.clientToken(), call.at()));
        }
        return new Latency(called.entrySet().stream()
                .mapToDouble(call -> Math.max(
                        0,
                        Duration.between(answered.get(call.getKey()), call.getValue())
                                        .toNanos()
                                / 1e6))
                .sorted()
                .toArray());
    }

    double percentile(int percent) {
        return millis[Math.min(millis.length - 1, (int) Math.ceil(millis.length * percent / 100.0) - 1)];
    }

    @Override
    public String toString() {
        return Arrays.toString(millis);
    }
}
