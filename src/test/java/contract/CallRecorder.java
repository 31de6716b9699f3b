package contract;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ServletException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import org.apache.catalina.AccessLog;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.InputBuffer;
import org.apache.coyote.OutputBuffer;
import org.apache.tomcat.util.http.MimeHeaders;
import org.apache.tomcat.util.net.ApplicationBufferHandler;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.test.util.ReflectionTestUtils;

/**
 * Sees every call of a service in this JVM, whoever makes it, and compares it with the contract. It stands in the
 * server in front of all filters and hands every byte on as it comes, so that the service cannot tell that it is there.
 */
public final class CallRecorder extends ValveBase implements AccessLog {

    private static final String KEPT = CallRecorder.class.getName();

    /** No body that an operation takes is as long, so one that is cut is found to be wrong if it was taken. */
    private static final int MOST_KEPT = 1 << 20;

    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private volatile Predicate<String> isExpected = call -> false;
    private boolean hasAttributes;

    public CallRecorder() {
        super(true);
    }

    /** Gives what puts this recorder into the server of a service that is about to start. */
    public BeanPostProcessor inEachServer() {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessBeforeInitialization(Object bean, String name) {
                if (bean instanceof TomcatServletWebServerFactory factory) {
                    factory.addEngineValves(CallRecorder.this);
                }
                return bean;
            }
        };
    }

    /** Leaves out calls that are wrong if their text has a word that the test itself has put into the table. */
    public void expect(String word) {
        isExpected = call -> call.contains(word);
    }

    /**
     * Leaves out all calls from now on, for a test that sends what no contract describes and holds each answer to the
     * contract itself.
     */
    public void expectAnything() {
        isExpected = call -> true;
    }

    /** Fails if any call since the last time was not as the contract says. */
    public void assertNoneWrong() {
        List<String> since = new ArrayList<>();
        for (String one = wrong.poll(); one != null; one = wrong.poll()) {
            since.add(one);
        }
        assertThat(since).as("calls that are not as openapi.yaml says").isEmpty();
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        // A request that was handed to another thread comes here again.
        if (request.getNote(KEPT) == null) {
            request.setNote(KEPT, new Bodies(request.getCoyoteRequest()));
        }
        getNext().invoke(request, response);
    }

    @Override
    public void log(Request request, Response response, long time) {
        if (request.getNote(KEPT) instanceof Bodies bodies) {
            request.removeNote(KEPT);
            bodies.release();
            if (bodies.isWhole()) {
                CallCheck.wrong(bodies.call()).filter(isExpected.negate()).ifPresent(wrong::add);
            }
        }
    }

    @Override
    public void setRequestAttributesEnabled(boolean are) {
        hasAttributes = are;
    }

    @Override
    public boolean getRequestAttributesEnabled() {
        return hasAttributes;
    }

    /** Copies of what is read and written between the server's connection and the service. */
    private static final class Bodies implements InputBuffer, OutputBuffer {

        private final org.apache.coyote.Request request;
        private final org.apache.coyote.Response response;
        private final InputBuffer input;
        private final OutputBuffer output;
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();
        private final ByteArrayOutputStream answer = new ByteArrayOutputStream();

        /** The server changes it when the caller goes away after the answer was begun. */
        private int statusSent;

        private boolean isBroken;

        Bodies(org.apache.coyote.Request request) {
            this.request = request;
            this.response = request.getResponse();
            this.input = request.getInputBuffer();
            this.output = (OutputBuffer) ReflectionTestUtils.getField(response, "outputBuffer");
            request.setInputBuffer(this);
            response.setOutputBuffer(this);
        }

        void release() {
            request.setInputBuffer(input);
            response.setOutputBuffer(output);
        }

        /** Tells whether the answer was sent; a caller that went away got nothing or a part of it. */
        boolean isWhole() {
            return response.isCommitted() && !isBroken;
        }

        Call call() {
            boolean isStream = String.valueOf(response.getContentType()).startsWith("text/event-stream");
            Map<String, List<String>> answerHeaders = headers(response.getMimeHeaders());
            if (response.getContentType() != null) {
                answerHeaders.putIfAbsent("Content-Type", List.of(response.getContentType()));
            }
            return new Call(
                    request.method().toString(),
                    request.requestURI().toString(),
                    request.queryString().toString(),
                    headers(request.getMimeHeaders()),
                    body.toByteArray(),
                    statusSent == 0 ? response.getStatus() : statusSent,
                    answerHeaders,
                    isStream ? null : answer.toByteArray());
        }

        private static Map<String, List<String>> headers(MimeHeaders headers) {
            Map<String, List<String>> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            Collections.list(headers.names()).forEach(name -> all.put(name, Collections.list(headers.values(name))));
            return all;
        }

        @Override
        public int doRead(ApplicationBufferHandler handler) throws IOException {
            int read = input.doRead(handler);
            if (read > 0) {
                keep(handler.getByteBuffer(), body);
            }
            return read;
        }

        @Override
        public int available() {
            return input.available();
        }

        @Override
        public int doWrite(ByteBuffer chunk) throws IOException {
            if (statusSent == 0) {
                statusSent = response.getStatus();
            }
            keep(chunk, answer);
            try {
                return output.doWrite(chunk);
            } catch (IOException e) {
                isBroken = true;
                throw e;
            }
        }

        @Override
        public long getBytesWritten() {
            return output.getBytesWritten();
        }

        private static void keep(ByteBuffer bytes, ByteArrayOutputStream copy) {
            if (copy.size() <= MOST_KEPT) {
                byte[] some = new byte[bytes.remaining()];
                bytes.duplicate().get(some);
                copy.writeBytes(some);
            }
        }
    }
}
