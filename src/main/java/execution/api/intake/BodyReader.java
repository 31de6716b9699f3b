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
 * Reads a body as it comes, keeps no more of it than its bound, and sends the request on when it is whole. A request that is
 * refused is answered at once; the rest of its body is thrown away for a while, because a sender whose connection is closed while
 * it sends may never read the answer.
 */
final class BodyReader implements ReadListener, AsyncListener {

    /** What is thrown away of a body that was refused, before its connection is closed. */
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
     * @param most bytes that the body may have
     * @param admit is asked when the body is whole
     */
    BodyReader(HttpServletRequest request, HttpServletResponse response, int most, Supplier<Optional<Refusal>> admit)
            throws IOException {
        this.request = request;
        this.response = response;
        this.most = most;
        this.admit = admit;
        this.input = request.getInputStream();
    }

    /** Throws away what comes yet of the body of a request that was answered. */
    static void throwAway(HttpServletRequest request, HttpServletResponse response, Duration within)
            throws IOException {
        response.flushBuffer();
        BodyReader reader = new BodyReader(request, response, 0, Optional::empty);
        reader.refused = true;
        reader.start(within);
    }

    /**
     * Begins to read; returns at once.
     *
     * @param within the time for the whole body
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

    /** Answers, and keeps nothing of the body. */
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

    /** The sender is gone. */
    @Override
    public void onError(Throwable failure) {
        close();
    }

    /** The time for the whole body is over. */
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

    /** Ends the request without its body, and the connection with it. */
    private void close() {
        if (!over) {
            over = true;
            UnreadBodies.leave(request);
            async.complete();
        }
    }

    @Override
    public void onComplete(AsyncEvent event) {
        // Whatever the request held is given back when the server tells of its end.
    }

    @Override
    public void onError(AsyncEvent event) {
        close();
    }

    /** The answer is made asynchronously as well, and that is not this reader's concern. */
    @Override
    public void onStartAsync(AsyncEvent event) {
        // A listener belongs to one turn.
    }
}
