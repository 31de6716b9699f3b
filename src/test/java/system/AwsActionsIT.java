package system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import execution.aws.Permission;
import execution.model.ExecutionKey;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import local.LocalPlatform;
import local.Names;
import local.ecs.Faults;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The service's role has exactly the permissions that the service needs, apart from those that only some installations
 * need.
 */
class AwsActionsIT {

    private static final LocalPlatform PLATFORM = SharedPlatform.get();
    private static final Faults FAULTS = PLATFORM.ecs().faults();
    private static final String LARGE = "large-actions";

    @AfterEach
    void repair() {
        FAULTS.clear();
    }

    @Test
    void shouldDoNothingButWhatItsRoleHasAndNeedAllOfIt() throws Exception {
        // Given
        AwsCalls calls = new AwsCalls();
        String tenant = SharedPlatform.newTenant();
        SharedPlatform.registerEndless("endless");

        // When
        try (RunningService service = RunningService.start(PLATFORM, Map.of("execution.sweep.task", "1s"), calls)) {
            prepareALaunchThatRunTaskDoesNotTake(service);
            ExecutionKey analysed = service.trigger(Names.DEMO_TENANT, analysis());
            ExecutionKey large = service.trigger(tenant, RunningService.event(LARGE));
            ExecutionKey stopped = service.trigger(tenant, RunningService.event("endless"));
            refuseAMessageOfEachQueue();
            service.awaitStatus(stopped, "running");
            service.cancel(stopped);
            service.awaitStatus(stopped, "cancelled");
            service.awaitStatus(analysed, "completed");
            service.awaitStatus(large, "completed");
            service.get(Names.DEMO_TENANT, RunningService.path(analysed) + "/logs");
            assertThat(calls.seen()).anyMatch(call -> call.startsWith("logs:GetLogEvents"));
            cancelWhatMayHaveBeenLaunched(service, tenant);
            service.get(tenant, "/executions");
            await("all that is always needed")
                    .atMost(RunningService.LONGEST_WAIT)
                    .untilAsserted(() -> assertThat(AwsCalls.SERVICE)
                            .filteredOn(Permission::isAlwaysNeeded)
                            .allSatisfy(permission -> assertThat(permission.on())
                                    .allSatisfy(resource -> assertThat(calls.seen())
                                            .anyMatch(call -> AwsCalls.isCovered(call, only(permission, resource))))));
        }

        // Then
        calls.assertAllAreAllowed();
    }

    private static Permission only(Permission permission, String resource) {
        return new Permission(permission.role(), permission.action(), List.of(resource), permission.when());
    }

    /** The service stores such a launch in an object, and lets the wrapper read it. */
    private static void prepareALaunchThatRunTaskDoesNotTake(RunningService service) throws Exception {
        SharedPlatform.registerWrapped(LARGE, "{\"command\": [\"true\"]}");
        service.bean(CamelContext.class).addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:environment-" + LARGE)
                        .routeId("environment-" + LARGE)
                        .setHeader("env.LARGE", constant("x".repeat(9_000)));
            }
        });
    }

    private static Map<String, Object> analysis() {
        Map<String, Object> event = RunningService.event(Names.ANALYSIS_FAMILY);
        event.put("asset_id", Names.DEMO_ASSET);
        event.put("input", "sample.jar");
        return event;
    }

    private static void refuseAMessageOfEachQueue() {
        for (String queue : List.of(Names.TRIGGER_QUEUE, Names.TASK_STATE_QUEUE, Names.RESULTS_QUEUE)) {
            PLATFORM.sqs().sendMessage(send -> send.queueUrl(PLATFORM.queueUrl(queue))
                    .messageBody("{\"garbage\":\"" + UUID.randomUUID() + "\"}"));
        }
    }

    /** An unclear answer makes the service list the tasks of the cluster, unless a clear one follows before. */
    private static void cancelWhatMayHaveBeenLaunched(RunningService service, String tenant) {
        FAULTS.failNext(Integer.MAX_VALUE);
        ExecutionKey unclear = service.trigger(tenant, RunningService.event("endless"));
        await().atMost(RunningService.LONGEST_WAIT).until(() -> SharedPlatform.runTaskCalls(unclear, 1) > 0);
        service.cancel(unclear);
        service.awaitStatus(unclear, "cancelled");
        FAULTS.clear();
    }
}
