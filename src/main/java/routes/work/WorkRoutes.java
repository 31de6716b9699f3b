package routes.work;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.camel.Predicate;
import org.apache.camel.builder.RouteBuilder;
import shared.part.JobMessage;
import wrapper.work.catalogue.KnownTasks;
import wrapper.work.exchange.Contacts;
import wrapper.work.exchange.ExchangeClient;
import wrapper.work.exchange.InputAddresses;
import wrapper.work.job.JobCalls;
import wrapper.work.job.Jobs;
import wrapper.work.page.Activity;
import wrapper.work.step.ClaimBundle;
import wrapper.work.step.ClaimJob;
import wrapper.work.step.FindInput;
import wrapper.work.step.FindTask;
import wrapper.work.step.ReadMessage;
import wrapper.work.step.RefuseMessage;
import wrapper.work.step.RefusedMessageException;
import wrapper.work.step.ReportJob;
import wrapper.work.step.RunBundle;
import wrapper.work.step.RunJob;
import wrapper.work.step.SettleMessage;
import wrapper.work.step.Work;

/** The order of the steps for a message of the fleet's queue. The exchange's body is the {@link Work}. */
public final class WorkRoutes extends RouteBuilder {
    private final Optional<String> service;
    private final KnownTasks tasks;
    private final ExchangeClient exchange;
    private final InputAddresses inputs;
    private final Contacts contacts;
    private final RunBundle runBundle;
    private final JobCalls jobCalls;
    private final Jobs jobs;
    private final SettleMessage settleMessage;
    private final Activity activity;
    private final String worker;
    private final BooleanSupplier stopping;

    /**
     * Takes what the steps share.
     *
     * @param service how the addresses of the service begin; empty if any may be called
     * @param worker the worker's name
     * @param stopping tells whether the worker stops
     */
    public WorkRoutes(
            Optional<String> service,
            KnownTasks tasks,
            ExchangeClient exchange,
            InputAddresses inputs,
            Contacts contacts,
            RunBundle runBundle,
            JobCalls jobCalls,
            Jobs jobs,
            SettleMessage settleMessage,
            Activity activity,
            String worker,
            BooleanSupplier stopping) {
        this.service = service;
        this.tasks = tasks;
        this.exchange = exchange;
        this.inputs = inputs;
        this.contacts = contacts;
        this.runBundle = runBundle;
        this.jobCalls = jobCalls;
        this.jobs = jobs;
        this.settleMessage = settleMessage;
        this.activity = activity;
        this.worker = worker;
        this.stopping = stopping;
    }

    @Override
    public void configure() {
        // No error handler may log a message's body, which has a token in it.
        errorHandler(noErrorHandler());

        from("direct:message")
                .routeId("message")
                .doTry()
                .process(new ReadMessage(service))
                .process(new FindTask(tasks))
                .choice()
                .when(isJob())
                .to("direct:job")
                .otherwise()
                .to("direct:bundle")
                .endChoice()
                .endDoTry()
                .doCatch(RefusedMessageException.class)
                .process(new RefuseMessage())
                .doFinally()
                .process(settleMessage)
                .end();

        from("direct:bundle")
                .routeId("bundle")
                .process(new FindInput(inputs, stopping))
                .filter(where(Work::isReady))
                .process(new ClaimBundle(exchange, contacts, stopping))
                .filter(isClaimed())
                .process(runBundle);

        from("direct:job")
                .routeId("job")
                .process(new ClaimJob(jobCalls, worker, stopping))
                .filter(isClaimed())
                .process(new RunJob(jobs, activity))
                .process(new ReportJob(jobCalls, stopping));
    }

    private static Predicate isJob() {
        return where(work -> work.message() instanceof JobMessage);
    }

    private static Predicate isClaimed() {
        return where(Work::isClaimed);
    }

    private static Predicate where(java.util.function.Predicate<Work> condition) {
        return exchange -> condition.test((Work) exchange.getMessage().getBody());
    }
}
