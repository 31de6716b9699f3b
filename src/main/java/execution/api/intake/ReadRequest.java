package execution.api.intake;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** A request whose body has been read before. */
final class ReadRequest extends HttpServletRequestWrapper {

    private static final String BODY = ReadRequest.class.getName();

    private final byte[] body;

    private ReadRequest(HttpServletRequest request, byte[] body) {
        super(request);
        this.body = body;
    }

    /** Tells whether the sender announced a body. */
    static boolean hasBody(HttpServletRequest request) {
        return request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null;
    }

    static void keep(HttpServletRequest request, byte[] body) {
        request.setAttribute(BODY, body);
    }

    /** Gives the request without its body, because the body of a GET has no meaning. */
    static HttpServletRequest withoutBody(HttpServletRequest request) {
        return new ReadRequest(request, new byte[0]);
    }

    /** Gives the request with the body that {@link #keep} kept, or the same request if no body was kept. */
    static HttpServletRequest of(HttpServletRequest request) {
        return request.getAttribute(BODY) instanceof byte[] body ? new ReadRequest(request, body) : request;
    }

    @Override
    public ServletInputStream getInputStream() {
        return new Input(new ByteArrayInputStream(body));
    }

    @Override
    public BufferedReader getReader() {
        return new BufferedReader(new InputStreamReader(new ByteArrayInputStream(body), StandardCharsets.UTF_8));
    }

    @Override
    public String getCharacterEncoding() {
        return StandardCharsets.UTF_8.name();
    }

    private static final class Input extends ServletInputStream {
        private final ByteArrayInputStream bytes;

        private Input(ByteArrayInputStream bytes) {
            this.bytes = bytes;
        }

        @Override
        public int read() {
            return bytes.read();
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            return bytes.read(buffer, offset, length);
        }

        @Override
        public boolean isFinished() {
            return bytes.available() == 0;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
            throw new IllegalStateException("the body was read already");
        }
    }
}
