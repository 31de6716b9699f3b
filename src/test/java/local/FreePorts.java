package local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for servers that have to be told theirs before they start. They are below those that the system gives to
 * connections, because it might give such a port to a connection before the server has taken it.
 */
public final class FreePorts {

    private static final int FIRST = 15_000;
    private static final int LAST = 32_000;

    private FreePorts() {}

    /** Gives a port of this machine's own address that nobody listens on. */
    public static int next() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException e) {
                // Another server has it.
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
