package bench;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How large the run is; each is a system property {@code bench.<name>}.
 *
 * @param jar the packaged service
 * @param options the flags of its JVM
 * @param executions how many are run for the throughput
 * @param warmUp how many are run before anything is measured
 * @param requests how many are posted at a steady rate for the latency
 * @param perSecond that rate
 * @param concurrency requests at once, and store clients at once
 * @param rows the larger of the two listed tenants has so many executions, the smaller a hundredth
 * @param idle how long the idle service is watched
 * @param pollMillis the delay between two reads of the table's stream
 */
record BenchmarkSettings(
        Path jar,
        Path options,
        int executions,
        int warmUp,
        int requests,
        int perSecond,
        int concurrency,
        int tenants,
        int slots,
        int rows,
        Duration idle,
        int pollMillis) {

    static BenchmarkSettings fromSystemProperties() {
        var executions = Integer.getInteger("bench.executions", 2_000);
        return new BenchmarkSettings(
                Path.of(System.getProperty("bench.jar")),
                Path.of(System.getProperty("bench.options", "src/main/jvm/service.options")),
                executions,
                Integer.getInteger("bench.warm-up", executions / 2),
                Integer.getInteger("bench.requests", Math.min(200, executions)),
                Integer.getInteger("bench.per-second", 5),
                Integer.getInteger("bench.concurrency", 16),
                Integer.getInteger("bench.tenants", 20),
                Integer.getInteger("bench.slots", 50),
                Integer.getInteger("bench.rows", 100_000),
                Duration.ofSeconds(Integer.getInteger("bench.idle", 30)),
                Integer.getInteger("bench.poll", 500));
    }
}
