package execution.api.intake;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Reads a body without waiting for it, keeps no more of it than its bound, and sends the request on when the body is
 * complete. A request that is refused is answered at once. The rest of its body is read and dropped for a while,
 * because a sender whose connection is closed while it still sends may never read the answer.
 */
final class BodyReader implements ReadListener, AsyncListener {

    /** How many bytes of a refused request's body are dropped before the connection is closed. */
    private static final int MOST_THROWN_AWAY = 1 << 20;

    private static final int BUFFER = 4_096;

    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final int most;
    private final Supplier<Optional<Refusal>> admit;
    private final ServletInputStream input;
    private AsyncContext async;
    private ByteArrayOutputStream body = new ByteArrayOutputStream();
    private int thrownAway;
    private boolean refused;
    private boolean over;

    /**
     * Makes a reader that has not begun to read.
     *
     * @param most the most bytes that the body may have
     * @param admit is asked when the body is complete; gives the reason why the request is refused, or nothing
     */
    BodyReader(HttpServletRequest request, HttpServletResponse response, int most, Supplier<Optional<Refusal>> admit)
            throws IOException {
        this.request = request;
        this.response = response;
        this.most = most;
        this.admit = admit;
        this.input = request.getInputStream();
    }

    /**
     * Drops the rest of the body of a request that was answered already.
     *
     * @param within the time after which the connection is closed
     */
    static void throwAway(HttpServletRequest request, HttpServletResponse response, Duration within)
            throws IOException {
        response.flushBuffer();
        BodyReader reader = new BodyReader(request, response, 0, Optional::empty);
        reader.refused = true;
        reader.start(within);
    }

    /**
     * Begins to read and returns at once.
     *
     * @param within the time in which the whole body has to come
     */
    void start(Duration within) {
        async = request.startAsync(request, response);
        async.setTimeout(within.toMillis());
        async.addListener(this);
        input.setReadListener(this);
    }

    static Refusal tooLong(int most) {
        return Refusal.of(413, "the body must have at most " + most + " bytes");
    }

    /** Answers with the refusal and forgets what was read of the body. */
    void refuse(Refusal refusal) throws IOException {
        refused = true;
        body = null;
        refusal.write(request, response);
        response.flushBuffer();
    }

    @Override
    public void onDataAvailable() throws IOException {
        byte[] buffer = new byte[BUFFER];
        while (!over && input.isReady()) {
            int read = input.read(buffer);
            if (read < 0) {
                return;
            }
            if (!refused && body.size() + read > most) {
                refuse(tooLong(most));
            }
            if (!refused) {
                body.write(buffer, 0, read);
            } else {
                thrownAway += read;
                if (thrownAway > MOST_THROWN_AWAY) {
                    close();
                }
            }
        }
    }

    @Override
    public void onAllDataRead() throws IOException {
        if (over) {
            return;
        }
        if (!refused) {
            byte[] whole = body.toByteArray();
            Optional<Refusal> refusal = isText(whole)
                    ? admit.get()
                    : Optional.of(Refusal.of(400, "the body must be UTF-8 and holds bytes that are not"));
            if (refusal.isEmpty()) {
                over = true;
                body = null;
                ReadRequest.keep(request, whole);
                async.dispatch();
                return;
            }
            refuse(refusal.get());
        }
        over = true;
        async.complete();
    }

    private static boolean isText(byte[] body) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    /** Ends the request when its sender is gone. */
    @Override
    public void onError(Throwable failure) {
        close();
    }

    /** Refuses the request when the time for its body is over. */
    @Override
    public void onTimeout(AsyncEvent event) throws IOException {
        if (over) {
            return;
        }
        if (!refused) {
            refuse(Refusal.of(408, "the body was not sent whole in time"));
        }
        close();
    }

    /** Ends the request and its connection without the rest of the body. */
    private void close() {
        if (!over) {
            over = true;
            UnreadBodies.leave(request);
            async.complete();
        }
    }

    @Override
    public void onComplete(AsyncEvent event) {
        // There is nothing to give back here: {@link Admission.Ends} does that at the end of each request.
    }

    @Override
    public void onError(AsyncEvent event) {
        close();
    }

    /** Is called when the route answers asynchronously, which is no concern of the reader of the body. */
    @Override
    public void onStartAsync(AsyncEvent event) {
        // The listener is not added again, because it counts for the reading of the body alone.
    }
}
