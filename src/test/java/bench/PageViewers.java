package bench;

import gateway.Browser;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Many people who look at one page that changes by itself, for {@link PagesBenchmark}. */
public final class PageViewers {

    private PageViewers() {}

    /** @param arguments the port, the path and the number of those who look */
    public static void main(String[] arguments) throws Exception {
        String pair = Base64.getEncoder().encodeToString(("vera:" + Browser.PASSWORD).getBytes(StandardCharsets.UTF_8));
        String request =
                "GET " + arguments[1] + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Basic " + pair + "\r\n\r\n";
        for (int i = 0; i < Integer.parseInt(arguments[2]); i++) {
            Socket socket = new Socket("127.0.0.1", Integer.parseInt(arguments[0]));
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.US_ASCII));
            out.flush();
            Thread reader = new Thread(() -> read(socket), "viewer-" + i);
            reader.start();
        }
    }

    private static void read(Socket socket) {
        byte[] buffer = new byte[16_384];
        try (InputStream in = socket.getInputStream()) {
            while (in.read(buffer) >= 0) {
                // What is shown is of no interest.
            }
        } catch (java.io.IOException e) {
            System.err.println("a viewer was sent away: " + e.getMessage());
        }
    }
}
