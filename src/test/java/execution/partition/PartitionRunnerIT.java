package execution.partition;

import static org.assertj.core.api.Assertions.assertThat;

import execution.model.Execution;
import execution.model.ExecutionStatus;
import execution.model.Launch;
import execution.model.Samples;
import execution.model.StopIntent;
import execution.model.Timestamps;
import execution.parts.PartitionJob;
import execution.runner.RunnerContract;
import execution.store.StoreFixture;
import execution.store.WorkIndex;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import routes.ServiceRoutes;

/** The runner partitions with its routes and turns, on a real table. A worker runs what is sent. */
class PartitionRunnerIT extends RunnerContract {

    private static final String INPUT = "tenant/input.jsonl";

    private final PartitionFixture service = PartitionFixture.withSlots(1_000);
    private final String tenant = StoreFixture.newTenant();
    private final AtomicReference<Case> next = new AtomicReference<>(Case.RUNS);
    private Execution row;

    @Override
    protected String runner() {
        return "partitions";
    }

    @Override
    protected CamelContext start() throws Exception {
        DefaultCamelContext context = new DefaultCamelContext();
        context.getRegistry().bind("partitionTasks", new FailingTasks());
        context.getRegistry().bind("partitionTurns", service.bean(PartitionTurns.class));
        context.getRegistry().bind("partLaunches", service.bean(PartLaunches.class));
        context.getRegistry().bind("partitionWakeUps", service.bean(PartitionWakeUps.class));
        context.getRegistry().bind("partitionEnds", service.bean(PartitionEnds.class));
        context.getRegistry().bind("partTaskEnds", service.bean(PartTaskEnds.class));
        context.getRegistry().bind("partTaskLosses", service.bean(PartTaskLosses.class));
        context.addRoutes(ServiceRoutes.partitions());
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:wake-lane").log("woken");
                from("direct:aggregate").setBody(exchange -> Aggregate.NONE);
                from("timer:worker?period=20").process(exchange -> work());
            }
        });
        // A consumer of seda: looks only once a second whether it is to stop.
        context.getShutdownStrategy().setTimeUnit(TimeUnit.MILLISECONDS);
        context.getShutdownStrategy().setTimeout(1);
        context.getShutdownStrategy().setLogInflightExchangesOnTimeout(false);
        context.start();
        return context;
    }

    /** Takes what is sent and runs it as planned. The clock of the service goes on as well. */
    private void work() {
        service.clock.advance(java.time.Duration.ofMillis(500));
        Case planned = next.get();
        if (planned == Case.SUCCEEDS) {
            service.fleet.work(service, FakeFleet::done);
        } else if (planned == Case.FAILS) {
            service.fleet.work(service, FakeFleet::failed);
        }
    }

    @Override
    protected void end() {
        service.close();
    }

    @Override
    protected String newAttemptId() {
        Execution allocated = service.allocated(tenant, PartitionFixture.plan(null, INPUT, 10, 0, 0, false, 2));
        row = row == null ? allocated : row;
        return allocated.attemptId();
    }

    @Override
    protected Launch prepare(Case planned) {
        next.set(planned);
        service.bucket.put(INPUT, planned == Case.UNUSABLE ? "{\"n\":1}\n[2]\n" : "{\"n\":1}\n{\"n\":2}\n");
        service.fleet.isMissing(planned == Case.REFUSED_FOR_NOW);
        if (planned == Case.REFUSED_FOR_GOOD) {
            service.bucket.remove(INPUT);
        }
        service.bucket.throttleNext(planned == Case.THROTTLED ? 1 : 0);
        return Samples.launch();
    }

    @Override
    protected int exitCodeOfFailure() {
        return 1;
    }

    @Override
    protected boolean hasPlatform() {
        return false;
    }

    @Override
    protected long tasks(String attemptId) {
        return service.parts.store().job(row.key()).isPresent() ? 1 : 0;
    }

    @Override
    protected void noteTask(String attempt, String task) {
        service.executions.update(
                row,
                now -> now.status() == ExecutionStatus.ALLOCATED
                        ? now.dispatched(task, Timestamps.now(Clock.systemUTC()))
                        : now.withTask(task, 0));
    }

    @Override
    protected void noteStop(String attempt) {
        StopIntent cancel =
                new StopIntent(ExecutionStatus.CANCELLED, "cancelled by request", Timestamps.now(Clock.systemUTC()));
        service.executions.update(row, now -> now.requestStop(cancel));
        assertThat(attempt).isNotBlank();
    }

    /** Fails once in the way that is planned. */
    private final class FailingTasks extends PartitionTasks {

        FailingTasks() {
            super(
                    service.executions,
                    service.bean(WorkIndex.class),
                    service.parts.store(),
                    service.bean(PartInputs.class),
                    service.bean(execution.messaging.FleetQueue.class),
                    service.bean(PartitionWakeUps.class),
                    service.bean(PartitionEnds.class),
                    service.clock);
        }

        @Override
        PartitionJob create(PartitionJob first) {
            if (next.compareAndSet(Case.FAILS_TO_ANSWER, Case.RUNS)) {
                throw new IllegalStateException("no answer");
            }
            PartitionJob created = super.create(first);
            if (next.compareAndSet(Case.ANSWER_LOST, Case.RUNS)) {
                throw new IllegalStateException("no answer");
            }
            return created;
        }
    }
}
