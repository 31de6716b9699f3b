package execution.fleet;

import execution.fleet.WorkersProperties.Address;
import execution.operations.StartRefusedException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** Asks workers what they run and ran. A worker has five seconds in all, and follows to no other address. */
@Component
public class WorkerCalls {

    private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]{1,1000}");
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private final String token;
    private final Duration longest;
    private final WorkerAnswer tooSlow;
    private HttpClient http;

    /** @throws StartRefusedException if the token cannot stand in a header; the message does not have the token */
    @Autowired
    WorkerCalls(WorkersProperties settings) {
        this(settings, LONGEST);
    }

    /** @param longest how long a worker may take to answer */
    WorkerCalls(WorkersProperties settings, Duration longest) {
        this.longest = longest;
        tooSlow = WorkerAnswer.problem("It has not answered within " + longest.toSeconds() + " seconds.");
        token = settings.workerToken() == null || settings.workerToken().isEmpty() ? null : settings.workerToken();
        if (token != null && !TOKEN.matcher(token).matches()) {
            throw new StartRefusedException(
                    "execution.gateway.worker-token: allowed are up to 1,000 characters of ASCII"
                            + " without spaces and control characters");
        }
    }

    /** Tells whether there is a token to ask with. */
    public boolean isPossible() {
        return token != null;
    }

    /** Asks workers at the same time, and gives their answers in the order of their addresses. */
    public List<WorkerAnswer> ask(List<Address> addresses) {
        return addresses.stream().map(this::ask).toList().stream()
                .map(CompletableFuture::join)
                .toList();
    }

    private CompletableFuture<WorkerAnswer> ask(Address address) {
        if (token == null) {
            return CompletableFuture.completedFuture(
                    WorkerAnswer.problem("It cannot be asked, because execution.gateway.worker-token is not set."));
        }
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + address + "/worker"))
                .header("Authorization", "Bearer " + token)
                .header("Accept", "application/json")
                .build();
        CompletableFuture<HttpResponse<byte[]>> sent = client().sendAsync(request, head -> new BoundedBody());
        CompletableFuture<WorkerAnswer> answer =
                sent.handle(WorkerCalls::answer).completeOnTimeout(tooSlow, longest.toMillis(), TimeUnit.MILLISECONDS);
        // Closes the connection of a worker that still sends something.
        answer.thenRun(() -> sent.cancel(true));
        return answer;
    }

    private static WorkerAnswer answer(HttpResponse<byte[]> response, Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof BoundedBody.TooLongException || isCausedByLength(cause)) {
            return WorkerAnswer.problem("Its answer is longer than 256 KB.");
        }
        if (cause != null) {
            return WorkerAnswer.problem("It cannot be reached.");
        }
        return switch (response.statusCode()) {
            case 200 -> WorkerAnswer.read(response.body());
            case 401, 403 -> WorkerAnswer.problem("It does not take the token of execution.gateway.worker-token.");
            default -> WorkerAnswer.problem("It answers with status " + response.statusCode() + ".");
        };
    }

    private static boolean isCausedByLength(Throwable failure) {
        return failure != null && failure.getCause() instanceof BoundedBody.TooLongException;
    }

    /** The client has a thread, so there is none until somebody asks. */
    private synchronized HttpClient client() {
        if (http == null) {
            http = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .proxy(HttpClient.Builder.NO_PROXY)
                    .connectTimeout(longest)
                    .build();
        }
        return http;
    }
}
