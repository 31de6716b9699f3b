package execution.partition;

import execution.model.ExecutionKey;
import execution.partition.PartExchange.Exchanged;
import execution.runner.LaunchRefusedException;
import execution.runner.TasksRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import shared.part.ExchangeAnswer.ClaimAnswer;
import shared.part.ExchangeAnswer.Try;
import shared.part.ExchangeRequest;
import shared.part.ExchangeRequest.Claim;
import shared.part.ExchangeRequest.End;
import shared.part.ExchangeRequest.Report;
import software.amazon.awssdk.core.exception.SdkClientException;

/** A platform of tasks in memory, which knows a launch again by its id, and tasks that do what a test says. */
final class FakeTasks implements TasksPlatform {

    /**
     * A task.
     *
     * @param mark what it shows of its launch
     */
    record Task(String id, String mark) {}

    private final List<TasksRequest> calls = new CopyOnWriteArrayList<>();
    private final Map<String, List<Task>> launches = new ConcurrentHashMap<>();
    private final List<Task> waiting = new CopyOnWriteArrayList<>();
    private int loseAnswers;
    private int loseCalls;
    private int refuse;
    private boolean passing;
    private int missing;
    private int started;

    @Override
    public synchronized List<String> run(TasksRequest request) {
        calls.add(request);
        if (loseCalls > 0) {
            loseCalls--;
            throw SdkClientException.create("no connection");
        }
        List<Task> tasks = launches.get(request.id());
        if (tasks == null) {
            if (refuse > 0) {
                refuse--;
                throw new LaunchRefusedException("the platform has no room for the task at present", passing);
            }
            String mark = request.launch().environment().get("EXECUTION_PARTS_LAUNCH");
            tasks = IntStream.range(0, request.count() - missing)
                    .mapToObj(number -> new Task("task-" + started++, mark))
                    .toList();
            missing = 0;
            launches.put(request.id(), tasks);
            waiting.addAll(tasks);
        }
        if (loseAnswers > 0) {
            loseAnswers--;
            throw SdkClientException.create("the connection was closed");
        }
        return tasks.stream().map(Task::id).toList();
    }

    /** Has the next calls start tasks and give no answer. */
    void loseAnswers(int number) {
        loseAnswers = number;
    }

    /** Has the next calls neither start tasks nor give an answer. */
    void loseCalls(int number) {
        loseCalls = number;
    }

    void refuse(int number, boolean isPassing) {
        refuse = number;
        passing = isPassing;
    }

    /** Has the next launch start so many tasks less than it is asked for. */
    void startFewer(int number) {
        missing = number;
    }

    /** Gives the id of the launch that started a task. */
    String launchOf(Task task) {
        return launches.entrySet().stream()
                .filter(launch -> launch.getValue().contains(task))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }

    List<TasksRequest> calls() {
        return calls;
    }

    int started() {
        return started;
    }

    /** Gives the tasks that have not claimed yet, and lets them claim no more by themselves. */
    List<Task> take() {
        List<Task> taken = new ArrayList<>(waiting);
        waiting.removeAll(taken);
        return taken;
    }

    /** Has all tasks that have started claim a part, run it, and report it. */
    void work(PartitionFixture instance, ExecutionKey key, BiFunction<Integer, Integer, End> run) {
        take().forEach(task -> work(instance, key, task, run));
    }

    static void work(PartitionFixture instance, ExecutionKey key, Task task, BiFunction<Integer, Integer, End> run) {
        ClaimAnswer claim = claim(instance, key, task);
        if (claim.granted()) {
            Try part = claim.parts().get(0);
            report(instance, key, task, claim, run.apply(part.part(), part.attempt()));
        }
    }

    static ClaimAnswer claim(PartitionFixture instance, ExecutionKey key, Task task) {
        return send(instance, key, new ExchangeRequest(task.id(), List.of(Claim.ofLaunch(task.mark())), null, null))
                .answer()
                .claims()
                .get(0);
    }

    /** @return whether the report was taken */
    static boolean report(PartitionFixture instance, ExecutionKey key, Task task, ClaimAnswer claim, End end) {
        Report report = new Report(claim.bundle(), List.of(end));
        return send(instance, key, new ExchangeRequest(task.id(), null, List.of(report), null))
                .answer()
                .reports()
                .get(0)
                .accepted();
    }

    static Exchanged send(PartitionFixture instance, ExecutionKey key, ExchangeRequest request) {
        return instance.bean(PartExchange.class).exchange(key, 1, request).orElseThrow();
    }
}
