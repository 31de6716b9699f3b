package execution.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A connection on which bytes are sent as they are: no client corrects them. It is opened again when the server closed
 * it.
 */
final class Wire implements AutoCloseable {

    private static final int LONGEST_WAIT_MILLIS = 60_000;

    private final int port;
    private Socket socket;
    private InputStream in;

    Wire(int port) {
        this.port = port;
    }

    /**
     * What came back.
     *
     * @param headers by their names in lower case; the values of one name are joined
     */
    record Answer(int status, Map<String, String> headers, String body) {

        /** The Content-Type without its parameters; empty where there is none. */
        String type() {
            return headers.getOrDefault("content-type", "").replaceFirst(";.*", "");
        }
    }

    /** Sends a request in ISO 8859-1 and gives its answer. */
    Answer send(String request) throws IOException {
        return send(request.getBytes(StandardCharsets.ISO_8859_1));
    }

    Answer send(byte[] request) throws IOException {
        boolean isFresh = open();
        try {
            socket.getOutputStream().write(request);
            return read(request);
        } catch (IOException e) {
            close();
            if (isFresh) {
                throw e;
            }
            // The server may have closed the connection since the answer before.
            return send(request);
        }
    }

    private boolean open() throws IOException {
        if (socket != null) {
            return false;
        }
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(LONGEST_WAIT_MILLIS);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
        return true;
    }

    private Answer read(byte[] request) throws IOException {
        String status = line();
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.merge(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip(),
                    (one, other) -> one + ", " + other);
        }
        boolean isHead =
                new String(request, 0, Math.min(5, request.length), StandardCharsets.ISO_8859_1).equals("HEAD ");
        String body = isHead ? "" : body(headers);
        if (headers.getOrDefault("connection", "").contains("close") || !status.startsWith("HTTP/1.1")) {
            close();
        }
        return new Answer(Integer.parseInt(status.split(" ")[1]), headers, body);
    }

    private String body(Map<String, String> headers) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        if (headers.containsKey("transfer-encoding")) {
            for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
                body.write(in.readNBytes(size));
                line();
            }
            line();
        } else {
            int length = Optional.ofNullable(headers.get("content-length"))
                    .map(Integer::parseInt)
                    .orElse(headers.getOrDefault("connection", "").contains("close") ? Integer.MAX_VALUE : 0);
            body.write(in.readNBytes(length));
        }
        return body.toString(StandardCharsets.UTF_8);
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the connection was closed after " + line);
            }
            line.write(next);
        }
        return line.toString(StandardCharsets.ISO_8859_1).strip();
    }

    @Override
    public void close() throws IOException {
        if (socket != null) {
            socket.close();
            socket = null;
        }
    }
}
