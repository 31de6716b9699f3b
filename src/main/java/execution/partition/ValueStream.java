package execution.partition;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.apache.camel.Exchange;
import org.apache.camel.StreamCache;

/**
 * The values of a job's parts as JSON lines. Camel takes it for a stream that it has cached: it can be read as often as
 * wanted, and each time the values are read anew from the table. So Camel copies nothing of it into the memory.
 */
final class ValueStream extends InputStream implements StreamCache {

    private final AggregationCall call;
    private ValueLines lines;
    private byte[] line = {};
    private int at;
    private long position;

    ValueStream(AggregationCall call) {
        this.call = call;
        reset();
    }

    @Override
    public void reset() {
        lines = null;
        line = new byte[0];
        at = 0;
        position = 0;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
        if (length == 0) {
            return 0;
        }
        if (at == line.length) {
            lines = lines == null ? Aggregators.lines(call) : lines;
            if (!lines.hasNext()) {
                return -1;
            }
            line = (lines.next() + '\n').getBytes(StandardCharsets.UTF_8);
            at = 0;
        }
        int some = Math.min(length, line.length - at);
        System.arraycopy(line, at, bytes, offset, some);
        at += some;
        position += some;
        return some;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        transferTo(out);
    }

    @Override
    public StreamCache copy(Exchange exchange) {
        return new ValueStream(call);
    }

    @Override
    public boolean inMemory() {
        return false;
    }

    @Override
    public long length() {
        return -1;
    }

    @Override
    public long position() {
        return position;
    }
}
