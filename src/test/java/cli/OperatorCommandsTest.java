package cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Looks at workers, tasks and dead letters, and moves dead letters back. */
class OperatorCommandsTest extends ExecctlFixture {

    // workers

    private static final String WORKER =
            """
            "address":"worker-1:8070","id":"worker-1","version":"1","started":"2026-01-01T12:00:00Z","state":"takes messages",
            "capacity":"4","running":[{"what":"part 1","task":"hash-search","since":"2026-01-01T12:00:01Z"}]""";

    @Test
    void shouldListWorkersAndTheTasksThatCanBeWorkers() {
        service.answer(
                "GET",
                "/workers",
                200,
                "{\"workers\":[{" + WORKER + "},{\"address\":\"worker-2:8070\",\"problem\":\"It cannot be reached.\"}],"
                        + "\"next\":\"n\"}");
        service.answer(
                "GET",
                "/workers",
                200,
                """
                {"workers":[{"address":"10.0.0.7","cluster":"c","task":"0123abcd","definition":"worker:3"}],"next":null}""");

        assertThat(run("workers", "--cluster", "c")).isZero();

        assertThat(out.lines())
                .containsExactly(
                        "WORKER    ADDRESS        SLOTS  RUNNING  STATE",
                        "worker-1  worker-1:8070  4      1        takes messages",
                        "?         worker-2:8070                  It cannot be reached.",
                        "0123abcd  10.0.0.7                       a task of worker:3, which can be a worker; it was not asked");
        assertThat(service.requests().get(1).query()).isEqualTo("&cluster=c&next=n");
    }

    @Test
    void shouldShowWhatAWorkerRunsAndRan() {
        service.answer(
                "GET",
                "/worker",
                200,
                "{" + WORKER
                        + ",\"recent\":[{\"what\":\"part 0\",\"task\":\"hash-search\",\"how\":\"done\","
                        + "\"at\":\"2026-01-01T12:00:00Z\",\"seconds\":\"0.5\"}],\"counters\":{\"done\":\"1\"}}");

        assertThat(run("workers", "worker-1:8070")).isZero();

        assertThat(out)
                .contains("state         takes messages", "done          1", "RUNNING  TASK", "part 1   hash-search")
                .contains("part 0  hash-search  done");
        assertThat(service.requests().get(0).query()).isEqualTo("address=worker-1%3A8070");
        assertThat(run("workers", "0123abcd")).isZero();
        assertThat(service.requests().get(1).query()).isEqualTo("task=0123abcd");
    }

    // dead letters

    private static final String QUEUE = "jobs-trigger-dlq";
    private static final String LETTERS = "/dead-letters/" + QUEUE;

    private void answerLetters() {
        service.answer(
                "GET",
                LETTERS,
                200,
                """
                {"name":"jobs-trigger-dlq","source":"jobs-trigger","kind":"trigger","task":null,"waiting":2,"hidden":0,
                "messages":[{"message_id":"m-1","sent_at":"2026-01-01T12:00:00.000000Z","reason":"no such\\u001b[2J task",
                "body":"{}","is_cut":true}]}""");
    }

    @Test
    void shouldListDeadLetterQueuesOfAllPages() throws IOException {
        service.answer(
                "GET",
                "/dead-letters",
                200,
                """
                {"queues":[{"name":"a-dlq","source":"a","kind":"trigger","task":"nmap","waiting":3,"hidden":1}],"next":"a-dlq"}""");
        service.answer(
                "GET",
                "/dead-letters",
                200,
                """
                {"queues":[{"name":"b-dlq","source":"b","kind":"fleet","task":null,"waiting":null,"hidden":null}],"next":null}""");

        assertThat(run("dead-letters")).isZero();

        assertThat(out.lines())
                .containsExactly(
                        "QUEUE  FROM  TASK  WAITING  HIDDEN",
                        "a-dlq  a     nmap  3        1",
                        "b-dlq  b           ?        ?");
        assertThat(service.requests().get(1).query()).endsWith("&next=a-dlq");
    }

    @Test
    void shouldShowDeadLettersOfAQueueAndNothingThatATerminalActsOn() {
        answerLetters();

        assertThat(run("dead-letters", QUEUE, "-L", "1000")).isZero();
        assertThat(out)
                .contains("message       m-1", "no such", "body          {}…")
                .doesNotContain("\u001b");
        assertThat(service.requests().get(0).query()).isEqualTo("limit=40");
        assertThat(run("dead-letters", QUEUE, "-q")).isZero();
        assertThat(out.lines()).containsExactly("m-1");
        assertThat(run("dead-letters", "../x")).isEqualTo(1);
        assertThat(err).contains("no name of a queue");
    }

    @Test
    void shouldMoveMessagesBackOneByOne() {
        service.answer("POST", LETTERS + "/m-1/redrive", 200, "{\"outcome\":\"moved\",\"messages\":1}");
        service.answer("POST", LETTERS + "/m-2/redrive", 404, "{\"detail\":\"the message is not in the queue\"}");

        assertThat(run("redrive", QUEUE, "m-1", "m-2")).isEqualTo(1);

        assertThat(out).contains("Message m-1 was moved back.");
        assertThat(err).contains("not in the queue");
        assertThat(run("redrive", QUEUE, "a/b")).isEqualTo(1);
        assertThat(err).contains("no id of a message");
    }

    @ParameterizedTest
    @CsvSource({"y,0", "Yes,0", "n,2", "'',2"})
    void shouldMoveAllMessagesBackOnceAPersonHasSaidYes(String answer, int code) {
        terminal = true;
        stdin = answer + "\n";
        answerLetters();
        service.answer("POST", LETTERS + "/redrive", 200, "{\"outcome\":\"started\",\"messages\":0}");

        assertThat(run("redrive", QUEUE, "--all")).isEqualTo(code);

        assertThat(err).contains("Move all messages of jobs-trigger-dlq, about 2, back to jobs-trigger? [y/N]");
        assertThat(service.calls().contains("POST " + LETTERS + "/redrive")).isEqualTo(code == 0);
    }

    @Test
    void shouldMoveAllMessagesOfAScriptBackOnlyIfItSaysSo() {
        answerLetters();
        service.answer("POST", LETTERS + "/redrive", 200, "{\"outcome\":\"moved\",\"messages\":7}");

        assertThat(run("redrive", QUEUE, "--all")).isEqualTo(1);
        assertThat(err).contains("give --yes");
        assertThat(service.calls()).doesNotContain("POST " + LETTERS + "/redrive");
        assertThat(run("redrive", QUEUE, "--all", "--yes")).isZero();
        assertThat(out).contains("7 messages were moved back");
    }

    @ParameterizedTest
    @ValueSource(strings = {"redrive", "redrive q", "redrive q m --all"})
    void shouldNotGuessWhichMessagesAreToBeMoved(String words) {
        assertThat(run(words.split(" "))).isEqualTo(1);

        assertThat(service.calls()).isEmpty();
    }

    // tasks

    @Test
    void shouldListTasksAndShowOne() {
        service.answer(
                "GET",
                "/tasks",
                200,
                """
                {"tasks":[{"name":"nmap","source":"classpath","title":"Ports","runner":"ecs"},
                {"name":"bad","source":"x","errors":[{"line":3,"column":1,"key":"title","problem":"is missing"}]}]}""");
        service.answer(
                "GET", "/tasks/nmap", 200, "{\"name\":\"nmap\",\"title\":\"Ports\",\"limits\":{\"running\":\"PT1H\"}}");

        assertThat(run("tasks")).isZero();
        assertThat(out.lines())
                .containsExactly(
                        "TASK  RUNNER  TITLE",
                        "nmap  ecs     Ports",
                        "bad           cannot be used: line 3 title is missing");
        assertThat(run("tasks", "-q")).isZero();
        assertThat(out.lines()).containsExactly("nmap", "bad");
        assertThat(run("tasks", "nmap")).isZero();
        assertThat(out).contains("title         Ports", "limits        {\"running\":\"PT1H\"}");
        assertThat(run("tasks", "../x")).isEqualTo(1);
    }
}
