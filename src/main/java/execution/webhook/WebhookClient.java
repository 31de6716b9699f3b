package execution.webhook;

import jakarta.annotation.PreDestroy;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Clock;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.nio.AsyncRequestProducer;
import org.apache.hc.core5.http.nio.support.AsyncRequestBuilder;
import org.apache.hc.core5.http2.HttpVersionPolicy;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.IOReactorConfig;
import org.apache.hc.core5.reactor.IOSession;
import org.apache.hc.core5.util.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import shared.failure.Causes;

/**
 * Sends signed messages. No thread waits for a receiver: Apache's client works on all connections with two threads.
 * Each message has a connection of its own, so that the address of its host is checked each time. Redirects are not
 * followed and no proxy is used, because the address behind either could not be checked.
 */
@Component
public class WebhookClient {

    /** The most connections at the same time, those to all hosts together. */
    private static final int MOST_CONNECTIONS = 500;

    private static final int MOST_HEADERS = 100;
    private static final int MOST_OF_A_HEADER = 8_192;
    private static final int THREADS = 2;

    private final WebhookTargets targets;
    private final WebhookSignature signature;
    private final WebhookProperties webhooks;
    private final DnsResolver names;
    private final SSLContext trust;
    private final Clock clock;
    private final ScheduledThreadPoolExecutor deadlines;
    private CloseableHttpAsyncClient http;

    @Autowired
    WebhookClient(WebhookTargets targets, WebhookSignature signature, WebhookProperties webhooks, Clock clock) {
        this(targets, signature, webhooks, SystemDefaultDnsResolver.INSTANCE, null, clock);
    }

    /**
     * @param names gives the addresses of hosts
     * @param trust knows the authorities whose certificates are trusted; null for those of the JVM
     */
    WebhookClient(
            WebhookTargets targets,
            WebhookSignature signature,
            WebhookProperties webhooks,
            DnsResolver names,
            SSLContext trust,
            Clock clock) {
        this.targets = targets;
        this.signature = signature;
        this.webhooks = webhooks;
        this.names = names;
        this.trust = trust;
        this.clock = clock;
        this.deadlines = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "webhook-deadlines");
            thread.setDaemon(true);
            return thread;
        });
        deadlines.setRemoveOnCancelPolicy(true);
    }

    /**
     * Sends a message once. The calling thread finds the addresses of the host, and does not wait for the answer.
     *
     * @return completes with what came of it within {@code execution.webhooks.timeout}, and never fails
     */
    public CompletableFuture<WebhookAnswer> send(WebhookMessage message) {
        try {
            String problem = targets.problem(message.url()).orElse(null);
            return problem == null
                    ? sent(WebhookTarget.of(message.url()), message)
                    : CompletableFuture.completedFuture(WebhookAnswer.failed("the address of the webhook " + problem));
        } catch (RuntimeException e) {
            return CompletableFuture.completedFuture(WebhookAnswer.failed(text(e)));
        }
    }

    private CompletableFuture<WebhookAnswer> sent(WebhookTarget target, WebhookMessage message) {
        CompletableFuture<WebhookAnswer> answer = new CompletableFuture<>();
        AnswerHead head = new AnswerHead();
        Future<Integer> call = http().execute(
                        host(target),
                        request(target, message),
                        head,
                        null,
                        HttpClientContext.create(),
                        callback(head, answer));
        Future<?> deadline =
                deadlines.schedule(() -> call.cancel(true), webhooks.timeout().toMillis(), TimeUnit.MILLISECONDS);
        answer.whenComplete((is, failure) -> deadline.cancel(false));
        return answer;
    }

    private static HttpHost host(WebhookTarget target) {
        return new HttpHost(target.scheme(), target.host().replaceAll("[\\[\\]]", ""), target.port());
    }

    private AsyncRequestProducer request(WebhookTarget target, WebhookMessage message) {
        long timestamp = clock.instant().getEpochSecond();
        return AsyncRequestBuilder.post(target.uri())
                .addHeader("webhook-id", message.id())
                .addHeader("webhook-timestamp", Long.toString(timestamp))
                .addHeader("webhook-signature", signature.of(message.id(), timestamp, message.body()))
                .setEntity(message.body(), ContentType.APPLICATION_JSON)
                .build();
    }

    private FutureCallback<Integer> callback(AnswerHead head, CompletableFuture<WebhookAnswer> answer) {
        return new FutureCallback<>() {
            @Override
            public void completed(Integer status) {
                answer.complete(new WebhookAnswer(status, null));
            }

            @Override
            public void failed(Exception failure) {
                // The status counts, even where the rest of the answer is too long, or does not come.
                answer.complete(
                        head.status() > 0
                                ? new WebhookAnswer(head.status(), null)
                                : WebhookAnswer.failed(text(failure)));
            }

            @Override
            public void cancelled() {
                failed(new CancellationException());
            }
        };
    }

    /** Says why there was no answer, without addresses and without words of the receiver. */
    private String text(Exception failure) {
        if (Causes.first(failure, PublicAddresses.NotPublicException.class).isPresent()) {
            return "the host of the webhook has an address that is not public";
        }
        if (Causes.first(failure, UnknownHostException.class).isPresent()) {
            return "the host of the webhook has no address";
        }
        if (failure instanceof ConnectTimeoutException) {
            return "no connection within " + webhooks.connectTimeout().toMillis() + " ms";
        }
        if (Causes.first(failure, ConnectException.class).isPresent()) {
            return "the connection was refused";
        }
        if (Causes.first(failure, SSLException.class).isPresent()) {
            return "no encrypted connection: the certificate of the receiver is not trusted, or is for another host";
        }
        if (failure instanceof CancellationException || failure instanceof SocketTimeoutException) {
            return "no answer within " + webhooks.timeout().toMillis() + " ms";
        }
        return "the connection broke, or the answer was no HTTP";
    }

    private synchronized CloseableHttpAsyncClient http() {
        if (http == null) {
            http = client();
            http.start();
        }
        return http;
    }

    private CloseableHttpAsyncClient client() {
        Timeout all = Timeout.of(webhooks.timeout());
        Timeout connect = Timeout.of(webhooks.connectTimeout());
        return HttpAsyncClients.custom()
                .setConnectionManager(PoolingAsyncClientConnectionManagerBuilder.create()
                        .setDnsResolver(webhooks.allowPrivateAddresses() ? names : new PublicAddresses(names))
                        .setTlsStrategy(
                                trust == null
                                        ? DefaultClientTlsStrategy.createDefault()
                                        : new DefaultClientTlsStrategy(trust))
                        .setMaxConnTotal(MOST_CONNECTIONS)
                        .setMaxConnPerRoute(webhooks.perHost())
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(connect)
                                .setSocketTimeout(all)
                                .build())
                        .setDefaultTlsConfig(TlsConfig.custom()
                                .setHandshakeTimeout(connect)
                                .setVersionPolicy(HttpVersionPolicy.FORCE_HTTP_1)
                                .build())
                        .build())
                .setIOReactorConfig(
                        IOReactorConfig.custom().setIoThreadCount(THREADS).build())
                .setHttp1Config(Http1Config.custom()
                        .setMaxHeaderCount(MOST_HEADERS)
                        .setMaxLineLength(MOST_OF_A_HEADER)
                        .build())
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectionRequestTimeout(all)
                        .setResponseTimeout(all)
                        .setAuthenticationEnabled(false)
                        .build())
                .setIoSessionDecorator(this::bounded)
                .setConnectionReuseStrategy((request, answer, context) -> false)
                .setUserAgent("execution-service")
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableAuthCaching()
                .build();
    }

    /**
     * Ends a connection in time, whatever the receiver does. A call that is cancelled leaves its connection open as
     * long as bytes come.
     */
    private IOSession bounded(IOSession connection) {
        deadlines.schedule(
                () -> connection.close(CloseMode.IMMEDIATE), webhooks.timeout().toMillis(), TimeUnit.MILLISECONDS);
        return connection;
    }

    /** Ends all connections. */
    @PreDestroy
    synchronized void stop() {
        deadlines.shutdownNow();
        if (http != null) {
            http.close(CloseMode.IMMEDIATE);
        }
    }
}
