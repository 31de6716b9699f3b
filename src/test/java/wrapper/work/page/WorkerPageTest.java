package wrapper.work.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import shared.part.FleetJson;
import wrapper.work.config.WorkSettings.Access;
import wrapper.work.page.Activity.Count;

class WorkerPageTest {
    private final Activity activity = new Activity();
    private final AtomicBoolean ready = new AtomicBoolean(true);
    private WorkerPage page;

    @AfterEach
    void stop() {
        page.close();
    }

    private void start(Access access) throws IOException {
        page = WorkerPage.start(
                new InetSocketAddress("127.0.0.1", 0),
                access,
                new WorkerPage.Worker("w-1", "1.0", Instant.EPOCH, 4, activity, ready::get));
    }

    private HttpURLConnection get(String path, String authorization) throws IOException {
        HttpURLConnection connection = (HttpURLConnection)
                URI.create("http://127.0.0.1:" + page.port() + path).toURL().openConnection();
        if (authorization != null) {
            connection.setRequestProperty("Authorization", authorization);
        }
        return connection;
    }

    private static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void shouldSayWhatRunsAndWhatRanLast() throws Exception {
        start(new Access(Optional.of("t0ken"), Optional.empty(), Optional.empty()));
        activity.begin("part 1", "task");
        for (int part = 0; part < 150; part++) {
            activity.end(activity.begin("part " + part, "task"), "done", 0.5, TextNode.valueOf("x".repeat(16_000)));
            activity.count(Count.PARTS_DONE);
        }

        HttpURLConnection answer = get("/worker", "Bearer t0ken");

        assertThat(answer.getResponseCode()).isEqualTo(200);
        JsonNode body = FleetJson.tree(answer.getInputStream().readAllBytes());
        assertThat(body.path("id").asText()).isEqualTo("w-1");
        assertThat(body.path("capacity").asInt()).isEqualTo(4);
        assertThat(body.path("running")).hasSize(1);
        assertThat(body.path("recent")).hasSize(100);
        assertThat(body.path("recent").path(0).path("what").asText()).isEqualTo("part 149");
        assertThat(body.path("recent").path(0).path("value").asText())
                .hasSize(201)
                .endsWith("…");
        assertThat(body.path("counters").path("parts_done").asInt()).isEqualTo(150);
    }

    @Test
    void shouldTellNobodyElse() throws Exception {
        start(new Access(Optional.of("t0ken"), Optional.of("fossa"), Optional.of("pässword")));

        assertThat(get("/worker", basic("fossa", "pässword")).getResponseCode()).isEqualTo(200);
        for (String wrong : new String[] {
            null, "", "Bearer ", "Bearer t0ke", "Bearer t0ken2", "t0ken", basic("fossa", ""), basic("", "pässword")
        }) {
            HttpURLConnection answer = get("/worker", wrong);
            assertThat(answer.getResponseCode()).as(wrong).isEqualTo(401);
            assertThat(answer.getHeaderField("WWW-Authenticate")).contains("Basic");
        }
    }

    @Test
    void shouldTellNobodyWhereNobodyWasNamed() throws Exception {
        start(new Access(Optional.empty(), Optional.empty(), Optional.empty()));

        assertThat(get("/worker", null).getResponseCode()).isEqualTo(401);
        assertThat(get("/worker", "Bearer ").getResponseCode()).isEqualTo(401);
        assertThat(get("/worker", basic("", "")).getResponseCode()).isEqualTo(401);
    }

    @Test
    void shouldSayWhetherItIsReadyWithoutAuthentication() throws Exception {
        start(new Access(Optional.empty(), Optional.empty(), Optional.empty()));

        assertThat(get("/worker/health", null).getResponseCode()).isEqualTo(200);
        ready.set(false);
        assertThat(get("/worker/health", null).getResponseCode()).isEqualTo(503);
    }

    @Test
    void shouldKnowNoOtherPathAndNoOtherMethod() throws Exception {
        start(new Access(Optional.of("t0ken"), Optional.empty(), Optional.empty()));
        HttpURLConnection post = get("/worker", "Bearer t0ken");
        post.setRequestMethod("POST");

        assertThat(post.getResponseCode()).isEqualTo(405);
        assertThat(get("/workers", "Bearer t0ken").getResponseCode()).isEqualTo(404);
        assertThat(get("/worker/../worker", null).getResponseCode()).isEqualTo(404);
    }
}
