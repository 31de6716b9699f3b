package client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import client.api.ExecutionsApi;
import client.api.TasksApi;
import client.invoker.ApiClient;
import client.invoker.ApiException;
import client.model.Execution;
import client.model.JobEvent;
import client.model.Rerun;
import client.model.Status;
import java.util.Map;
import java.util.UUID;
import local.LocalPlatform;
import local.Names;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import system.RunningService;

/** Runs a job by the client that the profile {@code client} generates of openapi.yaml. */
class GeneratedClientCheck {

    private static final String TENANT = "demo";

    private static LocalPlatform platform;
    private static RunningService service;

    @BeforeAll
    static void start() {
        platform = LocalPlatform.start();
        service = RunningService.start(platform, Map.of());
    }

    @AfterAll
    static void stop() {
        service.close();
        platform.close();
    }

    private static ApiClient client(String token) {
        ApiClient client = new ApiClient();
        client.updateBaseUri("http://127.0.0.1:" + service.port());
        client.setRequestInterceptor(request -> request.header("Authorization", "Bearer " + token));
        return client;
    }

    @Test
    void shouldRunAJob() throws ApiException {
        ExecutionsApi executions = new ExecutionsApi(client(platform.tokens().token(TENANT)));
        UUID event = UUID.randomUUID();

        executions.triggerExecution(new JobEvent()
                .jitEventId(event)
                .jitEventName("pull_request_created")
                .assetId(Names.DEMO_ASSET)
                .workflowSlug("workflow-sast")
                .jobName("static-code-analysis-java")
                .input("sample.jar"), null);

        Execution completed = await().atMost(RunningService.LONGEST_WAIT)
                .until(
                        () -> executions
                                .listExecutions(Status.COMPLETED, null, 1, null)
                                .getExecutions(),
                        page -> !page.isEmpty())
                .get(0);
        assertThat(completed.getJitEventId()).isEqualTo(event.toString());
        Execution execution = executions.getExecution(event, completed.getExecutionId());
        assertThat(execution.getExitCode()).isZero();
        assertThat(execution.getAttempts()).hasSize(1);
        assertThat(executions
                        .getLogs(event, completed.getExecutionId(), null, null, null, null, null, null, null)
                        .getLines())
                .isNotEmpty();
        Execution again = executions.rerunExecution(event, completed.getExecutionId(), null, new Rerun());
        assertThat(again.getStatus()).isEqualTo(Status.PENDING);
    }

    @Test
    void shouldReadTheTasks() throws ApiException {
        TasksApi tasks = new TasksApi(client(platform.tokens().token(TENANT)));

        assertThat(tasks.getTask("word-count").getTitle()).isEqualTo("Counts the words of a text");
        assertThat(tasks.listTasks().getTasks()).extracting(task -> task.getName()).contains("nmap");
    }

    @Test
    void shouldSayWhyARequestIsRefused() {
        TasksApi tasks = new TasksApi(client("no-token"));

        assertThatThrownBy(tasks::listTasks)
                .isInstanceOfSatisfying(
                        ApiException.class, refused -> assertThat(refused.getCode()).isEqualTo(401));
    }
}
