package execution.webhook;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.hc.client5.http.async.methods.AbstractBinResponseConsumer;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpResponse;

/** Takes the status of an answer. A body is dropped, and ends the connection where it is long. */
final class AnswerHead extends AbstractBinResponseConsumer<Integer> {

    /** How many bytes of a body are taken from the network before the connection is ended. */
    private static final int MOST_BYTES = 16_384;

    private volatile int status;
    private int bytes;

    /** Gives the status; 0 before there is one. */
    int status() {
        return status;
    }

    @Override
    protected void start(HttpResponse answer, ContentType type) {
        status = answer.getCode();
    }

    @Override
    protected int capacityIncrement() {
        return MOST_BYTES;
    }

    @Override
    protected void data(ByteBuffer part, boolean isLast) throws IOException {
        bytes += part.remaining();
        if (bytes > MOST_BYTES) {
            throw new IOException("an answer of more than " + MOST_BYTES + " bytes");
        }
    }

    @Override
    protected Integer buildResult() {
        return status;
    }

    @Override
    public void releaseResources() {
        // Nothing was kept.
    }
}
