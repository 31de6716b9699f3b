package producer.report;

import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** Serves the figures to Prometheus at {@code /metrics}. */
final class PrometheusMetrics implements AutoCloseable {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final HttpServer server;
    private volatile Interval latest;

    /**
     * Begins to serve.
     *
     * @param port the port, which is opened on every address of this machine
     * @throws IOException if the port is taken or not allowed
     */
    PrometheusMetrics(int port, String topic, Tally tally, Supplier<Lag> lag) throws IOException {
        server = HttpServer.create(new InetSocketAddress(port), 0);
        registry.config().commonTags("topic", topic);
        counter("sent", tally, Tally::sentCount);
        counter("acked", tally, Tally::ackedCount);
        counter("failed", tally, Tally::failedCount);
        Gauge.builder("producer.lag.records", () -> lag.get().records())
                .description("Records that are due and not sent")
                .register(registry);
        Gauge.builder("producer.lag", () -> lag.get().millis() / 1e3)
                .baseUnit("seconds")
                .description("Since when the first of them is due")
                .register(registry);
        latency("producer.ack.latency", "From the send to its acknowledgement, last interval", Interval::fromSend);
        latency("producer.ack.latency.since.due", "From when it was due, last interval", Interval::fromDue);
        server.createContext("/metrics", exchange -> {
            byte[] body = registry.scrape().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
            exchange.sendResponseHeaders(200, body.length);
            try (var out = exchange.getResponseBody()) {
                out.write(body);
            }
        });
        server.start();
    }

    void accept(Interval interval) {
        latest = interval;
    }

    @Override
    public void close() {
        server.stop(0);
        registry.close();
    }

    private void counter(String what, Tally tally, ToDoubleFunction<Tally> count) {
        FunctionCounter.builder("producer.records." + what, tally, count).register(registry);
    }

    private void latency(String name, String description, Function<Interval, Latency> which) {
        quantile(name, description, "0.5", which, Latency::p50);
        quantile(name, description, "0.95", which, Latency::p95);
        quantile(name, description, "0.99", which, Latency::p99);
        quantile(name, description, "1", which, Latency::max);
    }

    private void quantile(
            String name,
            String description,
            String quantile,
            Function<Interval, Latency> which,
            ToDoubleFunction<Latency> value) {
        Gauge.builder(name, this, of -> {
                    Interval interval = of.latest;
                    return interval == null ? Double.NaN : value.applyAsDouble(which.apply(interval)) / 1e3;
                })
                .baseUnit("seconds")
                .description(description)
                .tag("quantile", quantile)
                .register(registry);
    }
}
