package wrapper.work.part;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shared.part.FleetJson;
import shared.part.PartCall;
import shared.part.PartFunction;
import shared.part.PartsMessage;
import wrapper.command.Guardian;
import wrapper.work.catalogue.WorkerTask;
import wrapper.work.catalogue.WorkerTask.Mode;
import wrapper.work.pulse.Pulse;
import wrapper.work.pulse.Ticking;

class PartsTest {
    private static final String TOKEN = "t0ken-s3cret";
    private static final Duration LONG = Duration.ofMinutes(5);

    @TempDir
    Path folder;

    private final Pulse pulse = new Pulse();
    private final Guardian guardian = Guardian.start();
    private Parts parts;
    private FunctionParts functions;

    @BeforeEach
    void start() throws Exception {
        PartEnvironment environment = new PartEnvironment(
                List.of("PATH", "WORK_TOKEN"), Map.of("PATH", System.getenv("PATH"), "WORK_TOKEN", "page"));
        functions = new FunctionParts(Optional.empty(), 2, pulse);
        parts = new Parts(Map.of(
                Mode.PROCESS,
                new ProcessParts(folder, environment, guardian),
                Mode.LINES,
                new LinesParts(folder, environment, guardian, 2, pulse),
                Mode.FUNCTION,
                functions));
    }

    @AfterEach
    void stop() {
        parts.close();
        pulse.close();
        guardian.close();
        assertThat(folder).isEmptyDirectory();
    }

    private static PartTry part(WorkerTask task, JsonNode arguments, Map<String, String> environment, int number) {
        Map<String, String> all = new HashMap<>(environment);
        all.put("EXECUTION_CALLBACK_TOKEN", TOKEN);
        PartsMessage message = new PartsMessage(
                task.name(),
                "t",
                "j",
                "e",
                1,
                "0.1",
                List.of(new PartsMessage.Part(number, arguments)),
                9L,
                all,
                null,
                7,
                "http://service/e",
                TOKEN);
        return new PartTry(BundleRun.of(message, task), number, 2, arguments);
    }

    private PartOutcome run(PartTry part, Duration limit) throws InterruptedException {
        Trial trial = new Trial(limit, Duration.ofMillis(200), pulse.background());
        pulse.add(trial);
        try {
            return parts.run(part, trial);
        } finally {
            pulse.remove(trial);
        }
    }

    /**
     * Runs a part whose time is over as soon as something has happened, however long that takes.
     *
     * @param grace how long the part may take to end when it is asked to, from then on
     */
    private PartOutcome runUntil(BooleanSupplier happened, PartTry part, Duration grace) throws InterruptedException {
        Trial trial = new Trial(LONG, grace, pulse.background());
        Ticking late = now -> {
            if (trial.isTimedOut() || happened.getAsBoolean()) {
                trial.tick(now + LONG.toNanos());
            }
        };
        pulse.add(late);
        try {
            return parts.run(part, trial);
        } finally {
            pulse.remove(late);
        }
    }

    private PartOutcome shell(String script) throws InterruptedException {
        return shell(script, FleetJson.treeOf(Map.of("n", 1)), LONG);
    }

    private PartOutcome shell(String script, JsonNode arguments, Duration limit) throws InterruptedException {
        WorkerTask task = new WorkerTask("task", Mode.PROCESS, List.of("sh", "-c", script, "${{env.GREETING}}"), null);
        return run(part(task, arguments, Map.of("GREETING", "hello $(id)"), 3), limit);
    }

    private PartOutcome lines(String script, int number, Duration limit) throws InterruptedException {
        WorkerTask task = new WorkerTask("task", Mode.LINES, List.of("sh", "-c", script), null);
        return run(part(task, null, Map.of(), number), limit);
    }

    private PartOutcome function(Class<?> type, JsonNode arguments, Duration limit) throws InterruptedException {
        WorkerTask task = new WorkerTask(type.getSimpleName(), Mode.FUNCTION, List.of(), type.getName());
        return run(part(task, arguments, Map.of("NAME", "value"), 3), limit);
    }

    @Test
    void shouldGiveAProcessItsPartAndTakeItsValue() throws Exception {
        PartOutcome outcome = shell("printf '{\"all\":\"%s %s %s %s %s\",\"stdin\":%s}' $PART $PARTS $PART_TRY \"$0\" "
                + "\"${PART_ARGUMENTS##*:}\" \"$(cat)\" > $PART_OUTPUT");

        assertThat(outcome.reason()).isNull();
        assertThat(outcome.value()).hasToString("{\"all\":\"3 9 2 hello $(id) 1}\",\"stdin\":{\"n\":1}}");
        assertThat(outcome.exitCode()).isZero();
    }

    @Test
    void shouldKeepTokensFromProcessesAndSecretsFromReasons() throws Exception {
        assertThat(shell("env | grep -e TOKEN -e s3cret -e WORK_ && exit 9; exit 0")
                        .done())
                .isTrue();
        assertThat(shell("echo found " + TOKEN + "; exit 3").reason()).isEqualTo("exit code 3: found ***");
    }

    @Test
    void shouldFailWhatIsNoValue() throws Exception {
        assertThat(shell("echo '{' > $PART_OUTPUT").reason())
                .startsWith("what the part wrote to PART_OUTPUT is no JSON");
        assertThat(shell("printf '\"%20000s\"' > $PART_OUTPUT").reason())
                .isEqualTo("the part's value has 20002 bytes, and at most 16384 are allowed");
        assertThat(shell("head -c 1000000 /dev/zero > $PART_OUTPUT").reason()).contains("is too long");
        assertThat(shell(
                                "printf '%070d%070d' 0 0 | tr 0 '[' > $PART_OUTPUT; printf '%0140d' 0 | tr 0 ']' >> $PART_OUTPUT")
                        .reason())
                .isEqualTo("the part's value has more than 64 levels");
        assertThat(shell("mkfifo $PART_OUTPUT").value()).isNull();
        assertThat(shell("ln -s /etc/passwd $PART_OUTPUT").value()).isNull();
        assertThat(shell("true").done()).isTrue();
    }

    @Test
    void shouldFailWhatCannotBeStarted() throws Exception {
        WorkerTask missing = new WorkerTask("task", Mode.PROCESS, List.of("no-such-program"), null);
        assertThat(run(part(missing, null, Map.of(), 1), LONG).reason())
                .isEqualTo("could not start: no such program, or it is not executable: no-such-program");
        WorkerTask unresolved = new WorkerTask("task", Mode.PROCESS, List.of("echo", "${{env.MISSING}}"), null);
        assertThat(run(part(unresolved, null, Map.of(), 1), LONG).reason()).contains("no such value");
        WorkerTask fine = new WorkerTask("task", Mode.PROCESS, List.of("true"), null);
        assertThat(run(part(fine, null, Map.of("HUGE", "x".repeat(3_000_000)), 1), LONG)
                        .reason())
                .startsWith("could not start: ");
        assertThat(run(part(fine, null, Map.of("A", "\0"), 1), LONG).reason()).startsWith("could not start: ");
    }

    @Test
    void shouldEndProcessThatTakesTooLongWithAllThatCameFromIt() throws Exception {
        Path pid = folder.resolve("pid");
        WorkerTask task = new WorkerTask(
                "task",
                Mode.PROCESS,
                List.of(
                        "sh",
                        "-c",
                        "trap '' TERM; (trap '' TERM; sleep 600) & echo $$ > " + pid + ".new; mv " + pid + ".new " + pid
                                + "; sleep 600"),
                null);

        PartOutcome outcome = runUntil(() -> Files.exists(pid), part(task, null, Map.of(), 3), Duration.ofMillis(1));

        assertThat(outcome.reason()).isEqualTo("the part took longer than its time limit of 7 s");
        long group = Long.parseLong(Files.readString(pid).strip());
        Files.delete(pid);
        await().until(() -> ProcessHandle.allProcesses().noneMatch(process -> isOfGroup(process, group)));
    }

    @Test
    void shouldNotWaitForProcessThatKeepsTheOutputOpen() throws Exception {
        assertThat(shell("sleep 600 & exit 0").done()).isTrue();
        assertThat(shell("setsid sleep 600 & exit 0").done()).isTrue();
    }

    private static boolean isOfGroup(ProcessHandle process, long group) {
        try {
            String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return !fields[0].equals("Z") && Long.parseLong(fields[2]) == group;
        } catch (Exception e) {
            return false;
        }
    }

    private static final String ANSWER = "while read -r l; do p=${l#*:}; p=${p%%,*}; case $p in "
            + "2) echo rubbish;; 3) exit 1;; 4) sleep 600;; 5) echo '{\"part\":9}';; 6) head -c 70000 /dev/zero;; "
            + "7) echo \"{\\\"part\\\":7,\\\"error\\\":\\\"why\\\"}\";; "
            + "*) echo \"{\\\"part\\\":$p,\\\"value\\\":$$}\";; esac; done";

    @Test
    void shouldGiveManyPartsToOneCommandAndReplaceABrokenOne() throws Exception {
        JsonNode first = lines(ANSWER, 0, LONG).value();
        assertThat(first).isInstanceOf(IntNode.class);
        assertThat(lines(ANSWER, 1, LONG).value()).isEqualTo(first);
        assertThat(lines(ANSWER, 7, LONG).reason()).isEqualTo("why");
        assertThat(lines(ANSWER, 8, LONG).value()).isEqualTo(first);

        assertThat(lines(ANSWER, 2, LONG).reason()).isEqualTo("the command answered with a line that is no JSON");
        JsonNode second = lines(ANSWER, 1, LONG).value();
        assertThat(second).isNotEqualTo(first);
        assertThat(lines(ANSWER, 3, LONG).reason()).isEqualTo("the command ended before it answered");
        assertThat(lines(ANSWER, 5, LONG).reason()).isEqualTo("the command answered for another part");
        assertThat(lines(ANSWER, 6, LONG).reason()).contains("more than 65536 bytes");
        assertThat(lines(ANSWER, 4, Duration.ofMillis(200)).reason())
                .isEqualTo("the part took longer than its time limit of 7 s");
        assertThat(lines(ANSWER, 0, LONG).done()).isTrue();
    }

    /** Tells what it was called with, and which object was. */
    public static final class Echo implements PartFunction {
        private final List<Integer> calls = new ArrayList<>();

        @Override
        public Object apply(PartCall call) {
            calls.add(call.part());
            return Map.of("n", call.arguments(), "name", call.environment().get("NAME"), "calls", calls.size());
        }
    }

    /** Fails in the way that its argument says. */
    public static final class Failing implements PartFunction {
        static final CountDownLatch END = new CountDownLatch(1);

        static volatile boolean called;

        @Override
        public Object apply(PartCall call) throws Exception {
            called = true;
            switch (call.arguments().asText()) {
                case "exception" -> throw new IllegalStateException("for " + TOKEN);
                case "overflow" -> apply(call);
                case "itself" -> {
                    List<Object> list = new ArrayList<>();
                    list.add(list);
                    return list;
                }
                case "slow" -> new CountDownLatch(1).await();
                case "deaf" -> {
                    while (END.getCount() > 0) {
                        Thread.onSpinWait();
                    }
                }
                default -> throw new AssertionError();
            }
            return null;
        }
    }

    @Test
    void shouldCallOneObjectForManyParts() throws Exception {
        assertThat(function(Echo.class, IntNode.valueOf(5), LONG).value())
                .isEqualTo(FleetJson.treeOf(Map.of("n", 5, "name", "value", "calls", 1)));
        assertThat(function(Echo.class, IntNode.valueOf(5), LONG).value().path("calls"))
                .isEqualTo(IntNode.valueOf(2));
    }

    @Test
    void shouldFailPartWhoseFunctionFailsAndGoOn() throws Exception {
        assertThat(failing("exception")).isEqualTo("for ***");
        assertThat(failing("overflow")).isEqualTo("StackOverflowError");
        assertThat(failing("itself")).isNotNull();
        assertThat(failing("assertion")).isEqualTo("AssertionError");
        assertThat(function(String.class, null, LONG).reason()).startsWith("the task's function cannot be made");
        assertThat(function(Echo.class, IntNode.valueOf(5), LONG).done()).isTrue();
    }

    @Test
    void shouldInterruptFunctionThatTakesTooLongAndLeaveOneThatIsDeaf() throws Exception {
        assertThat(untilCalled("slow", LONG.multipliedBy(2)).reason())
                .isEqualTo("the part took longer than its time limit of 7 s");
        assertThat(functions.stuck()).isZero();

        assertThat(untilCalled("deaf", Duration.ofMillis(1)).reason())
                .isEqualTo("the part took longer than its time limit of 7 s");
        assertThat(functions.stuck()).isOne();
        Failing.END.countDown();
        await().until(() -> functions.stuck() == 0);
    }

    private PartOutcome untilCalled(String how, Duration grace) throws InterruptedException {
        Failing.called = false;
        return runUntil(() -> Failing.called, functionPart(how), grace);
    }

    private static PartTry functionPart(String how) {
        WorkerTask task = new WorkerTask("Failing", Mode.FUNCTION, List.of(), Failing.class.getName());
        return part(task, FleetJson.treeOf(how), Map.of("NAME", "value"), 3);
    }

    @Test
    void shouldNotCallFunctionOfPartThatIsStoppedBeforeAndCountNoneAsStuck() throws Exception {
        WorkerTask task = new WorkerTask("failing", Mode.FUNCTION, List.of(), Failing.class.getName());
        Trial trial = new Trial(LONG, LONG, Runnable::run);
        trial.stop();

        PartOutcome outcome = parts.run(part(task, FleetJson.treeOf("deaf"), Map.of(), 3), trial);

        assertThat(outcome.reason()).isEqualTo("the function was interrupted");
        trial.stopAtOnce();
        assertThat(functions.stuck()).isZero();
    }

    private String failing(String how) throws InterruptedException {
        return function(Failing.class, FleetJson.treeOf(how), LONG).reason();
    }
}
