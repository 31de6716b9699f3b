package wrapper;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.main.Main;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import routes.work.PartTaskRoutes;
import shared.trace.TraceParent;
import wrapper.call.Clients;
import wrapper.callback.LaunchObject;
import wrapper.command.Guardian;
import wrapper.config.Contract;
import wrapper.config.StartScript;
import wrapper.job.JobDescription;
import wrapper.work.catalogue.WorkerTask.Mode;
import wrapper.work.config.PartTaskSettings;
import wrapper.work.ecs.TaskId;
import wrapper.work.exchange.Contacts;
import wrapper.work.exchange.ExchangeClient;
import wrapper.work.exchange.InputAddresses;
import wrapper.work.exchange.Reports;
import wrapper.work.exchange.ServiceAddress;
import wrapper.work.page.Activity;
import wrapper.work.part.PartEnvironment;
import wrapper.work.part.Parts;
import wrapper.work.part.ProcessParts;
import wrapper.work.pulse.Pulse;
import wrapper.work.step.ClaimOfLaunch;
import wrapper.work.step.FindInput;
import wrapper.work.step.LaunchedTask;
import wrapper.work.step.RunBundle;
import wrapper.work.step.Work;

/**
 * The wrapper in a task that runs one part of a job: it claims a part, runs the command as a worker of the fleet does,
 * reports how the part ended, and ends.
 */
final class PartTask {
    private static final Logger LOG = LoggerFactory.getLogger(PartTask.class);
    private static final long PAUSE_MILLIS = 100;
    private static final Duration LONGEST_GRACE = Duration.ofSeconds(10);

    private final AtomicBoolean stopping = new AtomicBoolean();
    private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();
    private final Duration stopTimeout;
    private volatile Contacts contacts;

    /** @param stopTimeout how long the platform waits between SIGTERM and SIGKILL */
    PartTask(Duration stopTimeout) {
        this.stopTimeout = stopTimeout;
    }

    /**
     * Runs a part.
     *
     * @param job whose command is run; its actions are not
     * @return 0 if the service knows how the part ended, or had none; else 1
     */
    int run(JobDescription job, Contract contract, Optional<LaunchObject> launch, PartTaskSettings settings) {
        Runtime.getRuntime().addShutdownHook(new Thread(this::endOnSignal, "stop"));
        int code = 1;
        Optional<String> failure = launch.flatMap(LaunchObject::failure);
        if (failure.isPresent()) {
            LOG.error("{}", failure.get());
        } else {
            try (Clients clients = new Clients();
                    Pulse pulse = new Pulse()) {
                code = claimAndRun(launched(job, contract, launch, settings), clients, pulse);
            } catch (Exception e) {
                LOG.error("the part cannot be run", e);
            }
        }
        exitCode.complete(code);
        return code;
    }

    private static LaunchedTask launched(
            JobDescription job, Contract contract, Optional<LaunchObject> launch, PartTaskSettings settings) {
        Map<String, String> environment = new HashMap<>(System.getenv());
        StartScript.environmentToRestore().forEach((name, value) -> environment.compute(name, (key, old) -> value));
        launch.ifPresent(object -> environment.putAll(object.environment()));
        // A part has a home and a place for temporary files of its own. Only the wrapper speaks with the service.
        List.of("HOME", "TMPDIR", Contract.CALLBACK_TOKEN, PartTaskSettings.LAUNCH)
                .forEach(environment::remove);
        if (contract.trace().isEmpty()) {
            environment.remove(TraceParent.VARIABLE);
        }
        return new LaunchedTask(
                contract.task(),
                contract.executionId(),
                Integer.parseInt(contract.attempt()),
                environment,
                job.command(),
                ServiceAddress.of(contract.callbackUrl().toString(), contract.token(), environment, Optional.empty()),
                settings);
    }

    private int claimAndRun(LaunchedTask task, Clients clients, Pulse pulse) throws Exception {
        String name = TaskId.find(System.getenv(), clients.http(), stopping::get);
        LOG.info("task {} is to run {}", name, task);
        ExchangeClient exchange = new ExchangeClient(clients.http(), name);
        contacts = new Contacts(exchange, pulse);
        Path folder = Files.createTempDirectory("part-").toAbsolutePath();
        Work work = new Work(null);
        try (Guardian guardian = Guardian.start();
                Parts parts = new Parts(Map.of(
                        Mode.PROCESS, new ProcessParts(folder, new PartEnvironment(List.of(), Map.of()), guardian)))) {
            Main camel = RoutesMain.of(new PartTaskRoutes(
                    new ClaimOfLaunch(
                            task,
                            new FindInput(new InputAddresses(clients.http()), stopping::get),
                            exchange,
                            stopping::get),
                    new RunBundle(
                            parts, contacts, new Reports(exchange), new Activity(), grace(), pulse.background())));
            camel.start();
            camel.getCamelTemplate().sendBody("direct:part-task", work);
        } finally {
            Files.deleteIfExists(folder);
        }
        boolean isSettled = work.settlement() instanceof Work.Delete;
        LOG.info("{}", isSettled ? "the service knows all there is to know" : "not done: " + work.settlement());
        return isSettled ? 0 : 1;
    }

    // What is asked to end needs time to do so before the platform kills the whole container.
    private Duration grace() {
        Duration half = stopTimeout.dividedBy(2);
        return half.compareTo(LONGEST_GRACE) < 0 ? half : LONGEST_GRACE;
    }

    // Every exit of the JVM calls this hook. If the part has not ended, the exit is the platform's SIGTERM. Then the
    // part is given back, so that it runs elsewhere at once.
    private void endOnSignal() {
        int code = 1;
        try {
            if (!exitCode.isDone()) {
                LOG.info("asked to stop");
                stopping.set(true);
            }
            code = awaitEnd();
        } catch (InterruptedException | ExecutionException e) {
            LOG.error("the end of the part was not waited for", e);
        } finally {
            Runtime.getRuntime().halt(code);
        }
    }

    private int awaitEnd() throws InterruptedException, ExecutionException {
        long deadline = System.nanoTime() + stopTimeout.toNanos();
        while (System.nanoTime() - deadline < 0) {
            // Again and again, because a claim that was under way may have been granted meanwhile.
            Contacts held = contacts;
            if (held != null && stopping.get()) {
                held.giveBack();
            }
            try {
                return exitCode.get(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                LOG.debug("the part has not ended yet");
            }
        }
        LOG.error("out of time after the request to stop");
        return 1;
    }
}
