package local.ecs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ecs.model.ContainerDefinition;
import software.amazon.awssdk.services.ecs.model.TaskStopCode;

class TaskLifeIT extends WithLocalEcs {

    @Test
    void shouldReportTheExitCodeAndKeepTheOutputOfAContainer() throws IOException {
        var task = run(SHELL, "echo \"$GREETING from $(pwd)\"; exit 3", Map.of("GREETING", "hello"));

        var stopped = awaitStopped(task);

        assertThat(stopped.stopCode()).isEqualTo(TaskStopCode.ESSENTIAL_CONTAINER_EXITED);
        assertThat(stopped.stoppedReason()).isEqualTo("Essential container in task exited");
        assertThat(stopped.containers()).singleElement().satisfies(container -> assertThat(container.exitCode())
                .isEqualTo(3));
        assertThat(stopped.createdAt()).isBeforeOrEqualTo(stopped.startedAt());
        assertThat(stopped.startedAt()).isBeforeOrEqualTo(stopped.stoppedAt());
        var log = Files.readString(logs.resolve(id(task) + "-" + SHELL + ".log"));
        assertThat(log).startsWith("hello from ");
        assertThat(Path.of(log.substring("hello from ".length()).trim())).doesNotExist();
    }

    @Test
    void shouldGiveContainersACleanEnvironment() throws IOException {
        var task = run(SHELL, "env", Map.of());

        awaitStopped(task);

        assertThat(Files.readAllLines(logs.resolve(id(task) + "-" + SHELL + ".log")).stream()
                        .map(line -> line.substring(0, line.indexOf('='))))
                .contains("PATH", "JAVA_HOME", "HOME", "TMPDIR")
                .isSubsetOf(
                        "PATH",
                        "JAVA_HOME",
                        "HOME",
                        "TMPDIR",
                        "LOCAL_ECS_CONTAINER",
                        "ECS_CONTAINER_METADATA_URI_V4",
                        "PWD",
                        "OLDPWD",
                        "SHLVL",
                        "_");
    }

    @Test
    void shouldPassSigtermOnWhenATaskIsStopped() {
        var task = run(SHELL, "trap 'exit 7' TERM; echo ready; while :; do sleep 0.05; done", Map.of());
        awaitLog(task, "ready");

        client.stopTask(stop -> stop.cluster("executions").task(task.taskArn()).reason("cancelled"));

        var stopped = awaitStopped(task);
        assertThat(stopped.stopCode()).isEqualTo(TaskStopCode.USER_INITIATED);
        assertThat(stopped.stoppedReason()).isEqualTo("cancelled");
        assertThat(stopped.stoppingAt()).isNotNull();
        assertThat(stopped.containers().get(0).exitCode()).isEqualTo(7);
    }

    @Test
    void shouldKillWhatDoesNotStopAndEverythingItStarted() throws IOException {
        register("stubborn", container -> container
                .image("local/shell")
                .entryPoint("/bin/sh", "-c")
                .stopTimeout(1));
        var task = run("stubborn", "trap '' TERM; setsid sleep 300 & echo ready $!; wait; wait", Map.of());
        var log = awaitLog(task, "ready");
        var child = Long.parseLong(log.trim().substring("ready ".length()));
        assertThat(ProcessHandle.of(child)).isPresent();

        client.stopTask(stop -> stop.cluster("executions").task(id(task)));

        assertThat(awaitStopped(task).containers().get(0).exitCode()).isEqualTo(137);
        await().until(() ->
                ProcessHandle.of(child).filter(ProcessHandle::isAlive).isEmpty());
    }

    @Test
    void shouldEndOrphansWithTheContainer() {
        var task = run(SHELL, "setsid sleep 300 & echo ready $!", Map.of());

        awaitStopped(task);

        var child = Long.parseLong(awaitLog(task, "ready").trim().substring("ready ".length()));
        await().until(() ->
                ProcessHandle.of(child).filter(ProcessHandle::isAlive).isEmpty());
    }

    @Test
    void shouldReport137ForATaskThatIsKilled() {
        var task = run(SHELL, "echo ready; exec sleep 300", Map.of());
        awaitLog(task, "ready");

        assertThat(ecs.faults().killTask(task.taskArn())).isTrue();

        var stopped = awaitStopped(task);
        assertThat(stopped.containers().get(0).exitCode()).isEqualTo(137);
        assertThat(stopped.stopCode()).isEqualTo(TaskStopCode.ESSENTIAL_CONTAINER_EXITED);
        assertThat(ecs.faults().killTask(task.taskArn())).isFalse();
    }

    @Test
    void shouldSayWhyACommandCannotBeStarted() {
        register("missing", container -> container.image("local/none").entryPoint("/no/such/command"));

        var stopped = awaitStopped(run("missing", null, Map.of()));

        assertThat(stopped.stopCode()).isEqualTo(TaskStopCode.TASK_FAILED_TO_START);
        assertThat(stopped.stoppedReason())
                .startsWith("CannotStartContainerError")
                .contains("/no/such/command");
        assertThat(stopped.startedAt()).isNull();
        assertThat(stopped.containers().get(0).exitCode()).isNull();
    }

    @Test
    void shouldStopATaskThatHasNotStartedYet() throws Exception {
        try (var slow = LocalEcs.start(LocalEcs.Options.of(logs, events::add).withStartDelay(Duration.ofSeconds(5)));
                var slowClient = clientOf(slow)) {
            slowClient.createCluster(cluster -> cluster.clusterName("executions"));
            slowClient.registerTaskDefinition(definition -> definition
                    .family(INSTANT)
                    .containerDefinitions(ContainerDefinition.builder()
                            .name(INSTANT)
                            .image("local/instant")
                            .build()));
            var arn =
                    slowClient.runTask(request(INSTANT).build()).tasks().get(0).taskArn();

            slowClient.stopTask(stop -> stop.cluster("executions").task(arn));

            var stopped = awaitStopped(slowClient, arn);
            assertThat(stopped.stopCode()).isEqualTo(TaskStopCode.USER_INITIATED);
            assertThat(stopped.containers().get(0).exitCode()).isNull();
        }
    }

    @Test
    void shouldTakeTheExitCodeOfAnInstantContainerFromItsEnvironment() {
        var stopped = awaitStopped(run(INSTANT, null, Map.of("INSTANT_EXIT_CODE", "4")));

        assertThat(stopped.containers().get(0).exitCode()).isEqualTo(4);
    }
}
