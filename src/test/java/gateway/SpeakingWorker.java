package gateway;

import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import wrapper.work.config.WorkSettings;
import wrapper.work.page.Activity;
import wrapper.work.page.WorkerPage;

/** The page of a worker that runs a part and ran another one, within this JVM. It takes nothing from a queue. */
public final class SpeakingWorker implements AutoCloseable {

    public static final String ID = "speaking-worker";
    public static final String TOKEN = "token-of-the-speaking-worker";

    private final WorkerPage page;

    private SpeakingWorker(WorkerPage page) {
        this.page = page;
    }

    public static SpeakingWorker start() throws IOException {
        Activity activity = new Activity();
        activity.begin("part 1 <script>alert(3)</script>", "hash-search");
        activity.end(activity.begin("part 0", "hash-search"), "done", 0.5, TextNode.valueOf("x".repeat(1_000)));
        return new SpeakingWorker(WorkerPage.start(
                new InetSocketAddress("127.0.0.1", 0),
                new WorkSettings.Access(Optional.of(TOKEN), Optional.empty(), Optional.empty()),
                new WorkerPage.Worker(ID, "1.0", Instant.EPOCH, 4, activity, () -> true)));
    }

    public int port() {
        return page.port();
    }

    /** Gives the settings of a service whose pages know this worker. */
    public Map<String, String> settings() {
        return Map.of("execution.gateway.workers", "127.0.0.1:" + port(), "execution.gateway.worker-token", TOKEN);
    }

    @Override
    public void close() {
        page.close();
    }
}
