/**
 * The benchmark: {@code ./mvnw -Pbench verify -DskipTests} measures the packaged service as a process of its own
 * against the embedded platform and prints one table. It never fails for a figure; see {@link bench.Benchmark}.
 */
package bench;
