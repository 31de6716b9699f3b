package execution.api.intake;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A request that is sent as a test wants it, byte for byte, over a connection of its own. */
public final class RawRequest implements Closeable {

    private final Socket socket;
    private final OutputStream out;
    private final BufferedReader in;

    /**
     * Sends the line and the headers.
     *
     * @param token null for none
     * @param headers each with its line end
     */
    public RawRequest(int port, String line, String token, String headers) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(60_000);
        out = socket.getOutputStream();
        in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        send((line + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + (token == null ? "" : "Authorization: Bearer " + token + "\r\n") + headers + "\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    }

    public void send(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /** As {@link #send}, and nothing if the other side has closed the connection. */
    public void sendIfOpen(byte[] bytes) {
        try {
            send(bytes);
        } catch (IOException e) {
            // It was answered already.
        }
    }

    public void sendChunk(byte[] bytes) throws IOException {
        send((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        send(bytes);
        send("\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    /** The status of the answer, whose headers are read and left. */
    public int status() throws IOException {
        String line = in.readLine();
        if (line == null) {
            throw new IOException("closed without an answer");
        }
        return Integer.parseInt(line.split(" ")[1]);
    }

    /** Sends another request without a body over the same connection, once what is left of the answer was read. */
    public RawRequest again(String line, String token) throws IOException {
        int length = 0;
        for (String header = in.readLine(); !header.isEmpty(); header = in.readLine()) {
            if (header.startsWith("Content-Length: ")) {
                length = Integer.parseInt(header.substring("Content-Length: ".length()));
            }
        }
        for (int i = 0; i < length; i++) {
            in.read();
        }
        send((line + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        return this;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
