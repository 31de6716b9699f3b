package wrapper.call;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.classic.MinimalHttpClient;
import org.apache.hc.client5.http.impl.io.BasicHttpClientConnectionManager;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.client5.http.ssl.NoopHostnameVerifier;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.HttpClientResponseHandler;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.FileEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shared.failure.Backoff;

/**
 * HTTP calls with retries. Connection errors, 429 and 5xx are tried again for 30 seconds after the first failure, with
 * growing, jittered pauses. Any other status than 2xx is final, and so is a certificate that is not trusted. Redirects
 * are not followed, so that no secret goes to another server.
 *
 * <p>Only this class knows the HTTP client, which is Apache's minimal one: the JDK's HttpURLConnection has no PATCH,
 * and the JDK's HttpClient adds 0.6 s to the start of a JVM where Apache's adds 0.2 s. Calls may be made side by side.
 */
public final class HttpCalls implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpCalls.class);
    private static final Timeout CONNECT_TIMEOUT = Timeout.ofSeconds(5);
    private static final Timeout ANSWER_TIMEOUT = Timeout.ofSeconds(10);
    // S3 answers a large PUT only after it has stored all of it.
    private static final Timeout TRANSFER_TIMEOUT = Timeout.ofSeconds(60);
    private static final int MAX_ANSWER = 1024 * 1024;
    private static final Duration RETRY_FOR = Duration.ofSeconds(30);
    private static final Tries TRANSFER = new Tries(TRANSFER_TIMEOUT, RETRY_FOR);
    private static final Backoff PAUSES = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(5));
    private static final long TICK_MILLIS = 50;

    private static final int MOST_IDLE = 32;

    private final Deque<MinimalHttpClient> idle = new ArrayDeque<>();
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "http-watch");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * Makes a call whose body and answer are small.
     *
     * @param json the body; null for none
     * @return the body of the 2xx answer
     * @throws CallFailedException if there is no such answer, or its body has more than 1 MiB
     */
    public byte[] json(String method, URI uri, Map<String, String> headers, byte[] json, CallLimit limit)
            throws CallFailedException {
        HttpEntity body = json == null ? null : new ByteArrayEntity(json, ContentType.APPLICATION_JSON);
        return call(method, uri, headers, body, new Tries(ANSWER_TIMEOUT, RETRY_FOR), limit, HttpCalls::answer);
    }

    /**
     * Makes a call whose body and answer are small, and does not repeat it.
     *
     * @return the body of the 2xx answer
     * @throws CallFailedException if there is no such answer, or its body has more than 1 MiB
     */
    public byte[] jsonOnce(String method, URI uri, Map<String, String> headers, byte[] json, CallLimit limit)
            throws CallFailedException {
        HttpEntity body = new ByteArrayEntity(json, ContentType.APPLICATION_JSON);
        return call(method, uri, headers, body, new Tries(ANSWER_TIMEOUT, Duration.ZERO), limit, HttpCalls::answer);
    }

    private static byte[] answer(InputStream in) throws IOException {
        byte[] answer = in.readNBytes(MAX_ANSWER + 1);
        if (answer.length > MAX_ANSWER) {
            throw new FinalException("the answer has more than " + MAX_ANSWER + " bytes");
        }
        return answer;
    }

    /**
     * Downloads a file. After a failure there is no file.
     *
     * @param target the file, in a folder that exists
     * @param maxSize the most bytes that it may have
     * @param size the bytes that it must have; negative if unknown
     * @return the bytes that it has
     * @throws CallFailedException if the whole file could not be downloaded
     */
    public long download(URI uri, Path target, long maxSize, long size, CallLimit limit) throws CallFailedException {
        boolean complete = false;
        try {
            long length = call("GET", uri, Map.of(), null, TRANSFER, limit, in -> {
                long copied = copy(in, target, maxSize);
                if (size >= 0 && copied != size) {
                    throw new IncompleteException("only %d bytes of %d came".formatted(copied, size));
                }
                return copied;
            });
            complete = true;
            return length;
        } finally {
            if (!complete) {
                try {
                    Files.deleteIfExists(target);
                } catch (IOException e) {
                    LOG.warn(
                            "the partial download cannot be removed: {}",
                            e.getClass().getSimpleName());
                }
            }
        }
    }

    /**
     * Uploads a file by PUT.
     *
     * @param headers what is sent besides the length
     * @throws CallFailedException if the server did not accept the file
     */
    public void upload(URI uri, Map<String, String> headers, Path file, CallLimit limit) throws CallFailedException {
        call("PUT", uri, headers, new FileEntity(file.toFile(), null), TRANSFER, limit, in -> null);
    }

    /**
     * Sends a request once, whose answer's body does not matter. The status of the answer must come within the limit.
     *
     * @param headers what is sent besides the length; a Content-Type among them replaces that of JSON
     * @param json the body; null for none
     * @throws CallFailedException if the status is not 2xx, or none came; the message has nothing of the URL in it
     */
    public void send(String method, URI uri, Map<String, String> headers, byte[] json, CallLimit limit)
            throws CallFailedException {
        long started = System.nanoTime();
        BooleanSupplier late = () -> System.nanoTime() - started >= limit.time().toNanos();
        BooleanSupplier over = () -> limit.cancelled().getAsBoolean() || late.getAsBoolean();
        HttpEntity body = json == null ? null : new ByteArrayEntity(json, ContentType.APPLICATION_JSON);
        HttpUriRequestBase request = request(method, uri, headers, body, Timeout.of(limit.time()));
        AtomicBoolean accepted = new AtomicBoolean();
        ScheduledFuture<?> watching = cancelWhen(over, request);
        try {
            execute(request, handler(in -> {
                accepted.set(true);
                return null;
            }));
        } catch (StatusException e) {
            throw new CallFailedException("answered " + e.status, e.status);
        } catch (IOException e) {
            // If the status came, the request has arrived. To send it again would have the server act twice.
            if (!accepted.get()) {
                throw new CallFailedException(notSent(e, late.getAsBoolean(), limit), 0);
            }
        } finally {
            watching.cancel(false);
        }
    }

    @Override
    public void close() {
        watch.shutdownNow();
        for (MinimalHttpClient client = pollIdle(); client != null; client = pollIdle()) {
            client.close(CloseMode.IMMEDIATE);
        }
    }

    private <T> T call(
            String method,
            URI uri,
            Map<String, String> headers,
            HttpEntity body,
            Tries tries,
            CallLimit limit,
            Reader<T> reader)
            throws CallFailedException {
        String name = method + " " + uri.getHost() + uri.getPath();
        long started = System.nanoTime();
        BooleanSupplier over = () -> limit.cancelled().getAsBoolean()
                || System.nanoTime() - started >= limit.time().toNanos();
        long firstFailure = 0;
        String failure = null;
        for (int attempt = 1; ; attempt++) {
            if (over.getAsBoolean()) {
                throw new CallFailedException(
                        name + ": no time for " + (failure == null ? "it" : "more: " + failure), 0);
            }
            int status = 0;
            boolean mayRetry;
            HttpUriRequestBase request = request(method, uri, headers, body, tries.timeout);
            ScheduledFuture<?> watching = cancelWhen(over, request);
            try {
                return execute(request, handler(reader));
            } catch (StatusException e) {
                status = e.status;
                mayRetry = status == 429 || status >= 500;
                failure = "answered " + status;
            } catch (FinalException e) {
                mayRetry = false;
                failure = e.getMessage();
            } catch (IOException e) {
                mayRetry = !(e.getCause() instanceof CertificateException);
                failure = describe(e);
            } finally {
                watching.cancel(false);
            }
            firstFailure = attempt == 1 ? System.nanoTime() : firstFailure;
            if (!mayRetry || System.nanoTime() - firstFailure >= tries.again.toNanos()) {
                throw new CallFailedException(name + ": " + failure, status);
            }
            LOG.info("{}: {}, trying again", name, failure);
            pause(attempt, over);
        }
    }

    // A client has one connection, and a call that nobody waits for any more may still hold it, for instance during a
    // name look-up. So each call takes an idle client for itself, or makes another one if there is none. After a
    // failure the client is not used again: the thread that cancelled the call may still be giving back the connection,
    // and until that is done the client refuses every other call.
    private <T> T execute(HttpUriRequestBase request, HttpClientResponseHandler<T> handler) throws IOException {
        MinimalHttpClient free = pollIdle();
        MinimalHttpClient client = free == null ? client() : free;
        boolean answered = false;
        try {
            T answer = client.execute(request, handler);
            answered = true;
            return answer;
        } catch (IllegalStateException e) {
            // The client says so if a call is cancelled between two of its steps.
            if (request.isCancelled()) {
                throw new InterruptedIOException("the call was cancelled");
            }
            throw e;
        } finally {
            if (!answered || !keepIdle(client)) {
                client.close(CloseMode.IMMEDIATE);
            }
        }
    }

    private MinimalHttpClient pollIdle() {
        synchronized (idle) {
            return idle.pollFirst();
        }
    }

    // The one that was used last is used first, so that the others are not needed any more and their connections end.
    private boolean keepIdle(MinimalHttpClient client) {
        synchronized (idle) {
            if (watch.isShutdown() || idle.size() >= MOST_IDLE) {
                return false;
            }
            idle.addFirst(client);
            return true;
        }
    }

    private static MinimalHttpClient client() {
        BasicHttpClientConnectionManager connections = BasicHttpClientConnectionManager.create(
                // Made with the first https connection, because reading the trust store takes as long as all the rest.
                scheme -> scheme.equals("https") ? Tls.STRATEGY : null);
        connections.setConnectionConfig(ConnectionConfig.custom()
                .setConnectTimeout(CONNECT_TIMEOUT)
                .setSocketTimeout(ANSWER_TIMEOUT)
                .setValidateAfterInactivity(TimeValue.ofSeconds(1))
                .build());
        return HttpClients.createMinimal(connections);
    }

    private static String notSent(IOException failure, boolean late, CallLimit limit) {
        if (late) {
            return "no answer in " + limit.time().toSeconds() + " s";
        }
        return limit.cancelled().getAsBoolean()
                ? "no answer yet"
                : failure.getClass().getSimpleName();
    }

    private static HttpUriRequestBase request(
            String method, URI uri, Map<String, String> headers, HttpEntity body, Timeout timeout) {
        HttpUriRequestBase request = new HttpUriRequestBase(method, uri);
        headers.forEach(request::setHeader);
        request.setEntity(body);
        request.setConfig(RequestConfig.custom().setResponseTimeout(timeout).build());
        return request;
    }

    private ScheduledFuture<?> cancelWhen(BooleanSupplier over, HttpUriRequestBase request) {
        Runnable check = () -> {
            if (over.getAsBoolean()) {
                request.cancel();
            }
        };
        return watch.scheduleWithFixedDelay(check, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private static <T> HttpClientResponseHandler<T> handler(Reader<T> reader) {
        return response -> {
            if (response.getCode() < 200 || response.getCode() > 299) {
                throw new StatusException(response.getCode());
            }
            HttpEntity entity = response.getEntity();
            return reader.read(entity == null ? InputStream.nullInputStream() : entity.getContent());
        };
    }

    private static long copy(InputStream in, Path target, long maxSize) throws IOException {
        OutputStream file;
        try {
            file = Files.newOutputStream(target);
        } catch (IOException e) {
            throw new FinalException(
                    "the file cannot be written: " + e.getClass().getSimpleName());
        }
        try (file) {
            byte[] chunk = new byte[64 * 1024];
            long copied = 0;
            for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
                copied += length;
                if (copied > maxSize) {
                    throw new FinalException("the file has more than " + maxSize + " bytes");
                }
                file.write(chunk, 0, length);
            }
            return copied;
        }
    }

    private static void pause(int attempt, BooleanSupplier over) throws CallFailedException {
        long until = System.nanoTime() + PAUSES.after(attempt).toNanos();
        try {
            while (System.nanoTime() < until && !over.getAsBoolean()) {
                TimeUnit.MILLISECONDS.sleep(TICK_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CallFailedException("interrupted", 0);
        }
    }

    // Only messages of these exceptions are used, because they speak of hosts and connections. Others may quote URLs.
    private static String describe(IOException e) {
        boolean speaksOfConnections = e instanceof IncompleteException
                || e instanceof SocketException
                || e instanceof SocketTimeoutException
                || e instanceof UnknownHostException
                || e instanceof SSLException;
        String kind = e.getClass().getSimpleName();
        return speaksOfConnections ? kind + " (" + e.getMessage() + ")" : kind;
    }

    /**
     * How a call is tried.
     *
     * @param timeout how long a try waits for bytes of the answer
     * @param again for how long after its first failure it is tried again
     */
    private record Tries(Timeout timeout, Duration again) {}

    private interface Reader<T> {
        T read(InputStream in) throws IOException;
    }

    private static final class StatusException extends IOException {
        private final int status;

        StatusException(int status) {
            this.status = status;
        }
    }

    private static final class IncompleteException extends IOException {
        IncompleteException(String message) {
            super(message);
        }
    }

    private static final class FinalException extends IOException {
        FinalException(String message) {
            super(message);
        }
    }

    /** Loaded with the first https connection. The JDK decides which certificates and host names are trusted. */
    private static final class Tls {
        static final TlsSocketStrategy STRATEGY = strategy();

        private static TlsSocketStrategy strategy() {
            try {
                return new DefaultClientTlsStrategy(
                        SSLContext.getDefault(), HostnameVerificationPolicy.BUILTIN, NoopHostnameVerifier.INSTANCE);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("this JVM has no TLS", e);
            }
        }
    }
}
