package wrapper.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import local.QueueServer;
import local.WrapperCommand;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shared.part.ExchangeRequest;
import shared.part.ExchangeRequest.End;
import shared.part.FleetJson;
import shared.part.FleetMessage;
import shared.part.JobMessage;
import shared.part.PartsMessage;
import software.amazon.awssdk.services.sqs.model.Message;

/** Workers as processes of their own, against a queue and a stub of the service. */
class WorkerIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final String WRAPPER = "--wrapper=" + String.join(" ", WrapperCommand.entryPoint());
    private static final Map<String, String> TASKS = Map.of(
            "value", "{command: [sh, -c, 'cat > \"$PART_OUTPUT\"; echo hello from $PART']}",
            // Waits in its first try until it is killed, with a child.
            "first", "{command: [sh, -c, 'echo $$ > \"$MARKS/$PART.$PART_TRY.$$\"; [ $PART_TRY -gt 1 ] || sleep 600']}",
            "gate",
                    "{command: [sh, -c, 'echo $$ > \"$MARKS/$PART.$PART_TRY.$$\"; until [ -e \"$MARKS/go\" ]; do sleep 0.05; done']}",
            "lines",
                    "{mode: lines, command: [sh, -c, 'while read -r l; do p=${l#*:}; echo \"{\\\"part\\\":${p%%,*},\\\"value\\\":$$}\"; done']}",
            "job", "{command: [sh, -c, 'echo $EXECUTION_ID > \"$MARKS/job.$$\"']}");

    private static QueueServer queues;
    private static String sharedQueue;
    private static String deadLetters;
    // For all tests that leave the worker as it was.
    private static WorkerJvm shared;

    @TempDir
    static Path tasks;

    @TempDir
    Path folder;

    private Path marks;
    private String queue;

    @BeforeAll
    static void start() throws Exception {
        queues = QueueServer.start();
        for (Map.Entry<String, String> task : TASKS.entrySet()) {
            Files.writeString(tasks.resolve(task.getKey() + ".yaml"), "worker: " + task.getValue());
        }
        sharedQueue = queues.create("fleet");
        deadLetters = queues.create("dead-letters");
        shared = worker(
                tasks.resolve("shared"), sharedQueue, "--capacity=2", "--dead-letter-queue=" + deadLetters, WRAPPER);
    }

    @AfterAll
    static void stop() throws Exception {
        shared.close();
        queues.close();
    }

    @BeforeEach
    void useSharedQueue() throws IOException {
        queue = sharedQueue;
        marks = Files.createDirectory(folder.resolve("marks"));
    }

    private void send(FleetMessage message) {
        send(FleetJson.text(message));
    }

    private void send(String text) {
        queues.sqs().sendMessage(request -> request.queueUrl(queue).messageBody(text));
    }

    /** Starts a worker for this test alone, with a queue of its own. */
    private WorkerJvm worker(String... more) throws IOException {
        return worker(folder.resolve("worker-" + NUMBERS.incrementAndGet()), queue, more);
    }

    private static WorkerJvm worker(Path folder, String queue, String... more) throws IOException {
        List<String> options = new ArrayList<>(List.of(more));
        options.addAll(List.of("--queue=" + queue, "--tasks-dir=" + tasks, "--visibility=3", "--grace=1"));
        return WorkerJvm.start(folder, queues.environment(), options.toArray(String[]::new));
    }

    private static int count(WorkerJvm worker, String counter) {
        try {
            return worker.page().path("counters").path(counter).asInt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private PartsMessage bundle(ExchangeStub service, String task, String job, int... parts) {
        List<PartsMessage.Part> all = new ArrayList<>();
        for (int part : parts) {
            all.add(new PartsMessage.Part(part, null));
        }
        return service.bundle(task, job, all, Map.of("MARKS", marks.toString()), 100);
    }

    private Map<String, String> job(ExchangeStub service, String execution) {
        return Map.of(
                "MARKS",
                marks.toString(),
                "EXECUTION_CALLBACK_URL",
                service.url(execution),
                "EXECUTION_CALLBACK_TOKEN",
                ExchangeStub.TOKEN,
                "EXECUTION_ID",
                execution,
                "EXECUTION_ATTEMPT",
                "1",
                "EXECUTION_TASK",
                "job",
                "SCAN_REQUEST_ID",
                "scan-1");
    }

    private int messages(String of) {
        return queues
                .sqs()
                .getQueueAttributes(request -> request.queueUrl(of)
                        .attributeNamesWithStrings(
                                "ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"))
                .attributesAsStrings()
                .values()
                .stream()
                .mapToInt(Integer::parseInt)
                .sum();
    }

    /** Gives the marks of tries, each {@code <part>.<try>.<process id>}. */
    private List<String> marks() {
        try (Stream<Path> files = Files.list(marks)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String mark(String begin) {
        await().atMost(PATIENCE).until(() -> marks().stream().anyMatch(mark -> mark.startsWith(begin)));
        return marks().stream()
                .filter(mark -> mark.startsWith(begin))
                .findFirst()
                .orElseThrow();
    }

    private static boolean isAlive(String mark) {
        long id = Long.parseLong(mark.substring(mark.lastIndexOf('.') + 1));
        return ProcessHandle.of(id).map(ProcessHandle::isAlive).orElse(false) && !isZombie(id);
    }

    // Where nobody waits for orphans, one that was killed stays as a zombie.
    private static boolean isZombie(long id) {
        try {
            return Files.readString(Path.of("/proc/" + id + "/stat")).contains(") Z ");
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void shouldRunEachPartOnceAndReportItsValue() throws Exception {
        int before = count(shared, "parts_done");
        try (ExchangeStub service = new ExchangeStub()) {
            send(service.bundle("value", "e-1", 0, 25));
            send(service.bundle("lines", "e-2", 25, 25));
            await().atMost(PATIENCE).until(() -> service.ends().size() == 50);
            await().atMost(PATIENCE).until(() -> messages(queue) == 0);

            assertThat(service.ends()).extracting(End::status).containsOnly(End.DONE);
            assertThat(service.ends()).extracting(End::part).doesNotHaveDuplicates();
            assertThat(service.ends())
                    .filteredOn(end -> end.part() == 7)
                    .extracting(End::value)
                    .containsExactly(FleetJson.treeOf(Map.of("n", 7)));
            assertThat(shared.log()).contains("part 7 try 1 of execution e-1: hello from 7");
            // One process answered for all parts of the second job.
            assertThat(service.ends())
                    .filteredOn(end -> end.part() >= 25)
                    .extracting(End::value)
                    .hasSize(25)
                    .containsOnly(service.ends().stream()
                            .filter(end -> end.part() == 30)
                            .findFirst()
                            .orElseThrow()
                            .value());
            assertThat(count(shared, "parts_done") - before).isEqualTo(50);
            assertThat(shared.page().path("recent")).hasSizeGreaterThanOrEqualTo(50);
            assertThat(shared.get("/worker", null).getResponseCode()).isEqualTo(401);
        }
    }

    @Test
    void shouldRunPartsOfAKilledWorkerOnAnotherOneOnceAndNoJobTwice() throws Exception {
        queue = queues.create("fleet-" + NUMBERS.incrementAndGet());
        try (ExchangeStub service = new ExchangeStub().lease(4)) {
            send(bundle(service, "first", "e-1", 1));
            send(new JobMessage("gate", "a-1", job(service, "e-2"), null, 60));
            String first;
            try (WorkerJvm killed = worker("--capacity=2", WRAPPER)) {
                first = mark("1.1.");
                mark("..");
                killed.kill();
                // The part's process is killed with its worker, or both would run.
                await().atMost(PATIENCE).until(() -> !isAlive(first));
            }
            try (WorkerJvm other = worker()) {
                await().atMost(PATIENCE).until(() -> service.ends().size() == 1);
                await().atMost(PATIENCE).until(() -> messages(queue) == 0);
            }
            assertThat(service.ends()).extracting(End::attempt).containsExactly(2);
            assertThat(marks()).hasSize(3).anyMatch(mark -> mark.startsWith("1.2."));

            // A job's wrapper has outlived its worker, and no other one has begun.
            Files.createFile(marks.resolve("go"));
            await().atMost(PATIENCE)
                    .until(() -> service.jobReports().stream().anyMatch(report -> report.contains("completed")));
        }
    }

    @Test
    void shouldFinishOrGiveBackWhenAskedToStop() throws Exception {
        queue = queues.create("fleet-" + NUMBERS.incrementAndGet());
        try (ExchangeStub service = new ExchangeStub()) {
            String given;
            try (WorkerJvm worker = worker("--capacity=2", "--stop-timeout=4")) {
                send(bundle(service, "gate", "e-1", 1));
                send(bundle(service, "first", "e-2", 2, 3));
                mark("1.1.");
                given = mark("2.1.");
                worker.terminate();
                await().atMost(PATIENCE).until(() -> worker.log().contains("asked to stop"));
                send(bundle(service, "gate", "e-3", 4));
                Files.createFile(marks.resolve("go"));

                assertThat(worker.exitCode()).isZero();
                assertThat(worker.log()).contains("giving back what still runs");
            }
            assertThat(isAlive(given)).isFalse();
            assertThat(service.ends())
                    .extracting(End::part, End::status)
                    .containsExactlyInAnyOrder(tuple(1, End.DONE), tuple(2, End.RETURNED), tuple(3, End.RETURNED));
            // What came after the request to stop. The service sends anew what was given back.
            List<Message> left = queues.sqs()
                    .receiveMessage(request ->
                            request.queueUrl(queue).maxNumberOfMessages(10).visibilityTimeout(0))
                    .messages();
            assertThat(left).hasSize(1);
            assertThat(marks()).noneMatch(mark -> mark.startsWith("3.") || mark.startsWith("4."));
        }
    }

    @Test
    void shouldGiveBackAWholeJobThatDoesNotEndInTime() throws Exception {
        queue = queues.create("fleet-" + NUMBERS.incrementAndGet());
        try (ExchangeStub service = new ExchangeStub();
                WorkerJvm worker = worker("--capacity=1", "--stop-timeout=8", WRAPPER)) {
            send(new JobMessage("gate", "a-1", job(service, "e-1"), null, 60));
            String command = mark("..");
            worker.terminate();

            assertThat(worker.exitCode()).isZero();
            assertThat(isAlive(command)).isFalse();
            assertThat(service.jobReports())
                    .anyMatch(report -> report.contains("\"status\":\"returned\""))
                    .noneMatch(report -> report.contains("\"status\":\"failed\""));
            await().atMost(PATIENCE).until(() -> messages(queue) == 0);
        }
    }

    @Test
    void shouldKeepPartsOverAnOutageAndKillThoseWhoseLeaseItCannotRenew() throws Exception {
        queue = queues.create("fleet-" + NUMBERS.incrementAndGet());
        try (ExchangeStub service = new ExchangeStub();
                WorkerJvm worker = worker("--capacity=2")) {
            service.down(true);
            send(bundle(service, "gate", "e-1", 1));
            await().atMost(PATIENCE).until(() -> worker.log().contains("answered 503, trying again"));
            service.down(false);
            mark("1.1.");
            // The end is reported as soon as the service is there again.
            service.down(true);
            Files.createFile(marks.resolve("go"));
            await().atMost(PATIENCE)
                    .until(() ->
                            worker.page().path("counters").path("parts_done").asInt() == 1);
            service.down(false);
            await().atMost(PATIENCE).until(() -> service.ends().size() == 1);

            service.lease(4);
            send(bundle(service, "first", "e-2", 2));
            String second = mark("2.1.");
            service.down(true);
            await().atMost(PATIENCE).until(() -> !isAlive(second));
            await().atMost(PATIENCE)
                    .until(() ->
                            worker.page().path("counters").path("leases_lost").asInt() == 1);
            service.down(false);

            assertThat(service.ends()).extracting(End::part).containsExactly(1);
        }
    }

    @Test
    void shouldSetAsideWhatCanNeverWorkAndGoOn() throws Exception {
        try (ExchangeStub service = new ExchangeStub()) {
            PartsMessage good = bundle(service, "value", "e-1", 1);
            String text = FleetJson.text(good);
            send(text.replace("\"kind\":\"parts\"", "\"kind\":\"other\""));
            send("{\"kind\":\"parts\",\"parts\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}");
            send("x".repeat(250_000));
            send(text.replace(ExchangeStub.TOKEN, "wrong-token"));
            send(text.replace("\"callback_url\":\"http", "\"callback_url\":\"file"));
            send(bundle(service, "no-such-task", "e-1", 2));
            send(bundle(service, "value/../value", "e-1", 3));
            send(good);

            await().atMost(PATIENCE).until(() -> service.ends().size() == 3);
            await().atMost(PATIENCE).until(() -> messages(deadLetters) == 5 && messages(queue) == 0);
            assertThat(service.ends())
                    .extracting(End::part, End::status, End::reason)
                    .containsExactlyInAnyOrder(
                            org.assertj.core.groups.Tuple.tuple(1, "done", null),
                            org.assertj.core.groups.Tuple.tuple(
                                    2, "failed", "task no-such-task is not in the worker's catalogue"),
                            org.assertj.core.groups.Tuple.tuple(
                                    3, "failed", "the worker refuses the task, whose name is none"));
            List<Message> dead = queues.sqs()
                    .receiveMessage(request -> request.queueUrl(deadLetters)
                            .maxNumberOfMessages(10)
                            .messageAttributeNames("All"))
                    .messages();
            assertThat(dead)
                    .allSatisfy(message -> assertThat(message.body()).doesNotContain(ExchangeStub.TOKEN))
                    .extracting(
                            message -> message.messageAttributes().get("reason").stringValue())
                    .contains("the service refuses the message: HTTP 401")
                    .anyMatch(reason -> reason.startsWith("the message is not what it should be"))
                    .anyMatch(reason -> reason.startsWith("the message's address of the service must be"));
        }
    }

    @Test
    void shouldRunWholeJobUnderTheWrapperOnce() throws Exception {
        try (ExchangeStub service = new ExchangeStub();
                WorkerJvm worker =
                        worker("--capacity=2", "--wrapper=" + String.join(" ", WrapperCommand.entryPoint()))) {
            Map<String, String> environment = job(service, "e-1");
            send(new JobMessage("job", "a-1", environment, null, 60));
            send(new JobMessage("job", "a-1", environment, null, 60));
            await().atMost(PATIENCE).until(() -> messages(queue) == 0);

            assertThat(marks()).hasSize(1).allMatch(mark -> mark.startsWith("job."));
            assertThat(Files.readString(marks.resolve(marks().get(0)))).isEqualTo("e-1\n");
            assertThat(service.jobReports())
                    .anyMatch(report -> report.contains("running"))
                    .anyMatch(report -> report.contains("\"status\":\"completed\"") && report.contains("duration"));
            assertThat(service.jobReports().stream()
                            .map(report -> FleetJson.tree(report.getBytes())
                                    .path("invocation_id")
                                    .asText())
                            .distinct())
                    .hasSize(1);

            send(new JobMessage("no-such-task", "a-2", job(service, "e-2"), null, 60));
            await().atMost(PATIENCE).until(() -> service.jobReports().stream()
                    .anyMatch(report -> report.contains("task no-such-task is not in the worker's catalogue")));
            // The worker still waits for the answer to its report, which must not be lost with this service.
            await().atMost(PATIENCE).until(() -> messages(queue) == 0);
        }
    }

    @Test
    void shouldStopPartsOfJobThatIsStoppedAndReportThem() throws Exception {
        try (ExchangeStub service = new ExchangeStub().lease(6)) {
            send(bundle(service, "first", "e-1", 1, 2));
            String first = mark("1.1.");
            service.stop("e-1");
            await().atMost(PATIENCE).until(() -> service.ends().size() == 2);
            await().atMost(PATIENCE).until(() -> messages(queue) == 0);

            assertThat(isAlive(first)).isFalse();
            assertThat(service.ends())
                    .extracting(End::reason)
                    .containsExactly("stopped, because the job is stopped", "not run, because the job is stopped");
            assertThat(service.requests().stream().map(ExchangeRequest::worker).distinct())
                    .hasSize(1);
        }
    }
}
