package local;

import com.amazonaws.services.dynamodbv2.local.server.AbstractLocalDynamoDBServerHandler;
import com.amazonaws.services.dynamodbv2.local.server.LocalDynamoDBRequestHandler;
import com.amazonaws.services.dynamodbv2.local.server.LocalDynamoDBServerHandler;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.LongAdder;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** DynamoDB Local behind a server of this class, which listens on 127.0.0.1 only and can use a free port. */
final class LocalDynamoDb implements AutoCloseable {

    private static final int THREADS = 64;

    private static final int IDLE_MILLIS = 60_000;
    private static final long STOP_MILLIS = 5_000;

    /**
     * The group of all threads that DynamoDB Local starts. Some of them go on when it is closed, and would keep the JVM
     * alive.
     */
    private final ThreadGroup group = new ThreadGroup("local-dynamodb");

    private final AbstractLocalDynamoDBServerHandler handler;
    private final Server server;
    private final ServerConnector connector;
    private final Map<String, LongAdder> calls = new ConcurrentHashMap<>();

    private LocalDynamoDb(int port, Path directory) throws Exception {
        // All regions and access keys share one database.
        var path = directory == null ? null : directory.toString();
        var making = new FutureTask<>(() -> new LocalDynamoDBServerHandler(
                new LocalDynamoDBRequestHandler(0, directory == null, path, true, false), null));
        new Thread(group, making, "local-dynamodb-start").start();
        handler = making.get();
        var threads = new QueuedThreadPool(THREADS, 8, IDLE_MILLIS, null, group);
        threads.setName("local-dynamodb");
        threads.setDaemon(true);
        server = new Server(threads);
        connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        connector.setPort(port);
        server.addConnector(connector);
        server.setHandler(new ContextHandler(counted(handler), "/"));
    }

    /** @param directory where the data is kept, or null to keep it in memory */
    static LocalDynamoDb start(int port, Path directory) throws Exception {
        if (directory != null) {
            Files.createDirectories(directory);
        }
        var dynamoDb = new LocalDynamoDb(port, directory);
        try {
            dynamoDb.server.start();
            return dynamoDb;
        } catch (Exception e) {
            dynamoDb.close();
            throw e;
        }
    }

    /** Gives how often each operation was called so far, by its name. The operations of streams are included. */
    Map<String, Long> calls() {
        var counts = new TreeMap<String, Long>();
        calls.forEach((operation, count) -> counts.put(operation, count.sum()));
        return counts;
    }

    private Handler counted(Handler operations) {
        return new Handler.Wrapper(operations) {
            @Override
            public boolean handle(Request request, Response response, Callback callback) throws Exception {
                var target = request.getHeaders().get("X-Amz-Target");
                if (target != null) {
                    calls.computeIfAbsent(target.substring(target.indexOf('.') + 1), name -> new LongAdder())
                            .increment();
                }
                return super.handle(request, response, callback);
            }
        };
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + connector.getLocalPort());
    }

    @Override
    public void close() throws Exception {
        server.stop();
        handler.close();
        var threads = new Thread[group.activeCount() + THREADS];
        var count = group.enumerate(threads);
        for (var i = 0; i < count; i++) {
            // The pool sleeps for minutes between its jobs, so it is interrupted. The threads of SQLite still write and
            // end by themselves.
            if (threads[i].getName().startsWith("pool-")) {
                threads[i].interrupt();
            }
        }
        for (var i = 0; i < count; i++) {
            threads[i].join(STOP_MILLIS);
        }
    }
}
