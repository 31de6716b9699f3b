package local;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A way to a server that can be shut. While it is shut, connections through it break and new ones get no answer. */
public final class Gate implements AutoCloseable {

    private final ServerSocket entrance;
    private final URI server;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile boolean open = true;

    public Gate(URI server) {
        this.server = server;
        try {
            entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        inBackground(this::accept);
    }

    /** Gives the address of the server through the gate. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + entrance.getLocalPort());
    }

    public void shut() {
        open = false;
        sockets.forEach(Gate::closeQuietly);
    }

    public void open() {
        open = true;
    }

    private void accept() {
        while (!entrance.isClosed()) {
            try {
                Socket caller = entrance.accept();
                if (!open) {
                    caller.close();
                    continue;
                }
                Socket called = new Socket(server.getHost(), server.getPort());
                sockets.add(caller);
                sockets.add(called);
                inBackground(() -> copy(caller, called));
                inBackground(() -> copy(called, caller));
            } catch (IOException e) {
                // The gate was shut, or the server has gone. The caller sees a broken connection in both cases.
            }
        }
    }

    private void copy(Socket from, Socket to) {
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            in.transferTo(out);
        } catch (IOException e) {
            // One end of the connection was closed, so the other is closed as well.
        } finally {
            sockets.remove(from);
            closeQuietly(from);
            closeQuietly(to);
        }
    }

    private static void inBackground(Runnable task) {
        Thread thread = new Thread(task, "gate");
        thread.setDaemon(true);
        thread.start();
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // The connection is of no use any more, so a failure to close it does not matter.
        }
    }

    @Override
    public void close() throws IOException {
        entrance.close();
        shut();
    }
}
