package execution.customisation;

import static execution.customisation.RoutesFixture.route;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.Processor;
import org.apache.camel.component.direct.DirectConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.actuate.health.Status;

/** Changes in the operator's folder while the service runs. */
class RouteReloadTest {

    private static final String FILE = "enrich.camel.yaml";

    @TempDir
    Path folder;

    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch open = new CountDownLatch(1);
    private RoutesFixture fixture;

    @BeforeEach
    void open() throws Exception {
        fixture = new RoutesFixture(folder);
        fixture.context.getRegistry().bind("gate", (Processor) exchange -> {
            entered.countDown();
            open.await();
        });
        fixture.write(FILE, route("enrich", "constant: first"));
    }

    @AfterEach
    void close() {
        open.countDown();
        fixture.context.stop();
    }

    @Test
    void shouldTakeOverWhatChangesAndWhatIsNew() throws Exception {
        fixture.start();
        fixture.write(FILE, route("enrich", "constant: second"));
        fixture.write("scan.camel.yaml", route("environment-scan", "constant: new"));

        fixture.look();

        assertThat(fixture.call("enrich")).isEqualTo("second");
        assertThat(fixture.call("environment-scan")).isEqualTo("new");
        assertThat(fixture.reload.health().getStatus()).isEqualTo(Status.UP);
        assertThat(fixture.reload.health().getDetails()).isEmpty();
    }

    @Test
    void shouldGoBackToTheShippedRouteAndForgetWhatWasAddedWhenAFileIsRemoved() throws Exception {
        fixture.write("scan.camel.yaml", route("environment-scan", "constant: new"));
        fixture.start();
        Files.delete(folder.resolve(FILE));
        Files.delete(folder.resolve("scan.camel.yaml"));

        fixture.look();

        assertThat(fixture.call("enrich")).isEqualTo("shipped");
        // The service asks by the endpoint whether a job has such a route.
        assertThat(fixture.context.hasEndpoint("direct:environment-scan")).isNull();

        fixture.write(FILE, route("enrich", "constant: third"));
        fixture.look();
        assertThat(fixture.call("enrich")).isEqualTo("third");
    }

    @Test
    void shouldWaitUntilAFileThatIsBeingWrittenIsComplete() throws Exception {
        fixture.start();
        fixture.write(FILE, "");
        fixture.reload.look();
        fixture.write(FILE, route("enrich", "constant: second"));
        fixture.reload.look();
        assertThat(fixture.reload.health().getDetails()).isEmpty();

        fixture.reload.look();

        assertThat(fixture.call("enrich")).isEqualTo("second");
    }

    @Test
    void shouldGoOnWithTheRoutesOfBeforeAndSayWhyUntilTheFilesAreRight() throws Exception {
        fixture.start();
        for (String broken : new String[] {
            "",
            route("enrich", "simple: \"${unclosed\""),
            route("enrich", "constant: ["),
            route("enrich", "constant: x") + "        - to: no-such-component:x\n",
            route("enrich", "constant: x") + "        - to: direct:environment-scan\n",
            route("enrich", "constant: x") + "        - bean:\n            ref: nobody\n"
        }) {
            fixture.write(FILE, broken);
            fixture.write("scan.camel.yaml", route("parse-scan", "constant: new"));
            fixture.look();

            assertThat(fixture.call("enrich")).as(broken).isEqualTo("first");
            assertThat(fixture.context.hasEndpoint("direct:parse-scan"))
                    .as(broken)
                    .isNull();
            assertThat(fixture.reload.health().getStatus()).isEqualTo(Status.UP);
            assertThat(String.valueOf(fixture.reload.health().getDetails().get("not_taken_over")))
                    .as(broken)
                    .contains(FILE);
            assertThat(notTakenOver()).isEqualTo(1);

            Files.delete(folder.resolve("scan.camel.yaml"));
            fixture.write(FILE, route("enrich", "constant: first"));
            fixture.look();
            assertThat(fixture.reload.health().getDetails()).as(broken).isEmpty();
            assertThat(notTakenOver()).isZero();
        }
    }

    @Test
    void shouldFinishWhatIsInTheOldRouteAndLeadWhoComesMeanwhileToTheNewOne() throws Exception {
        String gate = "        - process:\n            ref: gate\n";
        // The old route calls another one of the same file, which must not be stopped before it.
        fixture.write(
                FILE,
                route("enrich", "constant: first") + gate + "        - to: direct:a-last\n"
                        + route("a-last", "simple: '${body} end'"));
        fixture.start();
        CompletableFuture<String> old = CompletableFuture.supplyAsync(() -> fixture.call("enrich"));
        entered.await();
        fixture.write(
                FILE,
                route("enrich", "constant: second") + "        - to: direct:a-last\n"
                        + route("a-last", "simple: '${body} END'"));

        CompletableFuture<Void> reload = CompletableFuture.runAsync(fixture::look);
        await().until(() -> ((DirectConsumer) fixture.context.getRoute("enrich").getConsumer()).isSuspended());
        CompletableFuture<String> meanwhile = CompletableFuture.supplyAsync(() -> fixture.call("enrich"));
        open.countDown();
        reload.join();

        assertThat(old.join()).isEqualTo("first end");
        assertThat(meanwhile.join()).isEqualTo("second END");
    }

    @Test
    void shouldLetRoutesGoOnThatAreBusyForTooLongAndTryAgain() throws Exception {
        fixture.write(
                FILE,
                route("enrich", "constant: first") + "        - process:\n            ref: gate\n"
                        + route("a-caller", "constant: x") + "        - to: direct:enrich\n");
        fixture.start(Duration.ofMillis(1));
        CompletableFuture<String> old = CompletableFuture.supplyAsync(() -> fixture.call("enrich"));
        entered.await();
        fixture.write(FILE, route("enrich", "constant: second") + route("a-caller", "constant: x"));

        fixture.look();
        CompletableFuture<String> meanwhile = CompletableFuture.supplyAsync(() -> fixture.call("a-caller"));
        open.countDown();

        assertThat(old.join()).isEqualTo("first");
        assertThat(meanwhile.join()).isEqualTo("first");
        await().untilAsserted(() -> {
            fixture.reload.look();
            assertThat(fixture.call("enrich")).isEqualTo("second");
        });
    }

    /** A stage that every job may do without would otherwise be left out meanwhile. */
    @Test
    void shouldSayThatARouteIsThereWhileItIsReplaced() throws Exception {
        fixture.start();
        AtomicBoolean wasGone = new AtomicBoolean();
        AtomicBoolean ended = new AtomicBoolean();
        CompletableFuture<Void> asking = CompletableFuture.runAsync(() -> {
            while (!ended.get()) {
                wasGone.compareAndSet(false, !fixture.stages.isThere("enrich"));
            }
        });
        for (int i = 0; i < 20; i++) {
            fixture.write(FILE, route("enrich", "constant: text-" + i));
            fixture.look();
            assertThat(fixture.call("enrich")).isEqualTo("text-" + i);
        }
        ended.set(true);
        asking.join();

        assertThat(wasGone).isFalse();
    }

    private double notTakenOver() {
        return fixture.meters.get("execution.routes.not.taken.over").gauge().value();
    }
}
