package wrapper;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.Main;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import routes.wrap.ActionRoutes;
import routes.wrap.MetricRoutes;
import routes.wrap.RunRoutes;
import shared.placeholder.PlaceholderSource;
import shared.placeholder.SecretSource;
import shared.placeholder.SecretsManager;
import wrapper.action.ActionKinds;
import wrapper.action.YamlActions;
import wrapper.call.Clients;
import wrapper.call.HttpCalls;
import wrapper.callback.CallbackClient;
import wrapper.callback.LaunchObject;
import wrapper.callback.Lease;
import wrapper.config.Contract;
import wrapper.config.InputProblems;
import wrapper.config.LogFormat;
import wrapper.config.Options;
import wrapper.config.PlatformCharset;
import wrapper.config.Settings;
import wrapper.config.StartScript;
import wrapper.job.JobDescription;
import wrapper.log.Logging;
import wrapper.run.Oenv;
import wrapper.run.Run;
import wrapper.run.Stop;
import wrapper.work.config.PartTaskSettings;

/**
 * The wrapper's main class: reads what the wrapper is given, runs the routes once, and ends with the command's exit
 * code.
 */
public final class Wrapper {
    private static final int WRONG_ARGUMENTS = 2;
    private static final long LONGEST_STOP_MILLIS = 3_000;

    private Wrapper() {}

    /**
     * Runs a command and ends the JVM. The exit code is the command's own; 1 if the command was not started or timed
     * out; 143 if SIGTERM came before it was started; and 2 if the arguments are wrong, in which case nothing was run.
     *
     * @param arguments see {@code --help}
     */
    public static void main(String[] arguments) {
        InputProblems problems = new InputProblems();
        PlatformCharset.check(problems);
        Options options = Options.parse(List.of(arguments), problems);
        if (options.help()) {
            System.out.print(Options.USAGE);
            System.exit(0);
        }
        Logging.configure(options.debug(), options.logFormat());
        Settings settings = Settings.read(options.config(), problems);
        YamlActions yaml = YamlActions.load(options.actions(), problems);
        ActionKinds kinds = new ActionKinds(yaml.routes());
        Optional<Contract> contract = Contract.parse(System.getenv(), problems);
        Optional<LaunchObject> launch =
                problems.all().isEmpty() ? contract.flatMap(present -> launch(present, options)) : Optional.empty();
        JobDescription job = job(options.cliJson(), launch, settings, kinds, problems);
        Optional<PartTaskSettings> part =
                contract.isEmpty() ? Optional.empty() : PartTaskSettings.read(System.getenv(), problems);
        if (!problems.all().isEmpty()) {
            tell(problems, options.logFormat());
            System.exit(WRONG_ARGUMENTS);
        }
        LoggerFactory.getLogger(Wrapper.class)
                .debug("Java {}, start cache {}", Runtime.version(), StartScript.startCache());
        if (part.isPresent()) {
            System.exit(new PartTask(options.stopTimeout()).run(job, contract.orElseThrow(), launch, part.get()));
        }
        System.exit(run(job, contract, launch, yaml, options, settings));
    }

    // Read before the job, because the job may be in it. If that fails, the service is told by the run that follows.
    private static Optional<LaunchObject> launch(Contract contract, Options options) {
        if (contract.launch().isEmpty()) {
            return Optional.empty();
        }
        try (HttpCalls http = new HttpCalls()) {
            return Optional.of(LaunchObject.fetch(contract, http, new Stop(options.stopTimeout())));
        }
    }

    private static JobDescription job(
            String cliJson,
            Optional<LaunchObject> launch,
            Settings settings,
            ActionKinds kinds,
            InputProblems problems) {
        if (cliJson == null) {
            return null;
        }
        if (!cliJson.equals(LaunchObject.IN_OBJECT)) {
            return JobDescription.parse(cliJson, settings, kinds, problems);
        }
        if (launch.isPresent() && launch.get().failure().isPresent()) {
            return JobDescription.NONE;
        }
        Optional<String> job = launch.flatMap(LaunchObject::cliJson);
        if (job.isEmpty()) {
            problems.add("--cli-json", "there is no " + Contract.LAUNCH + " with a job in it");
            return JobDescription.NONE;
        }
        return JobDescription.parse(job.get(), settings, kinds, problems);
    }

    private static void tell(InputProblems problems, LogFormat format) {
        if (format == LogFormat.JSON) {
            problems.all().forEach(LoggerFactory.getLogger(Wrapper.class)::error);
        } else {
            problems.all().forEach(problem -> System.err.println("wrapper: " + problem));
        }
    }

    private static int run(
            JobDescription job,
            Optional<Contract> contract,
            Optional<LaunchObject> launch,
            YamlActions yaml,
            Options options,
            Settings settings) {
        Logger log = LoggerFactory.getLogger(Wrapper.class);
        Stop stop = new Stop(options.stopTimeout());
        CompletableFuture<Integer> exitCode = new CompletableFuture<>();
        Clients clients = new Clients();
        PlaceholderSource secrets = new SecretSource(
                name -> new SecretsManager(clients.aws().secretsManager(settings.region())).fetch(name));
        Run run = new Run(job, contract, new Oenv(System.getenv()), secrets);
        launch.ifPresent(present -> run.environmentChanges().putAll(present.environment()));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> endOnSignal(stop, run, exitCode), "stop"));
        try (clients) {
            contract.ifPresentOrElse(
                    present -> log.info("job \"{}\", {}", job.name(), present),
                    () -> log.info("job \"{}\", no service to report to", job.name()));
            CallbackClient callbacks = contract.map(present -> new CallbackClient(present, clients.http(), stop))
                    .orElse(null);
            HttpCalls http = contract.map(present -> clients.http()).orElse(null);
            runRoutes(
                    run,
                    new RunRoutes(
                            callbacks,
                            http,
                            stop,
                            options.verbose(),
                            settings,
                            launch.flatMap(LaunchObject::failure),
                            contract.flatMap(Contract::lease).map(length -> new Lease(callbacks, length, stop))),
                    new ActionRoutes(clients, yaml, settings.actionsTimeout(), options.dry(), stop),
                    new MetricRoutes(job, settings, options.dry(), clients, stop));
        } catch (Exception e) {
            log.error("the routes cannot be run", e);
        } finally {
            exitCode.complete(run.exitCode());
        }
        return run.exitCode();
    }

    private static void runRoutes(Run run, RouteBuilder... routes) throws Exception {
        Main main = RoutesMain.of(routes);
        // In seconds. At the end no message is under way, except for an action that was cut off.
        main.configure().setShutdownTimeout(1);
        main.start();
        try {
            main.getCamelTemplate().sendBody("direct:run", run);
        } finally {
            stop(main);
        }
    }

    // The routes are stopped in a thread of their own, and the end of the run waits for that thread for a bounded time,
    // because a component may wait for what a cut-off action has begun. Kafka's component waits for minutes.
    private static void stop(Main main) throws InterruptedException {
        Thread stopping = new Thread(main::stop, "stop-routes");
        stopping.setDaemon(true);
        stopping.start();
        stopping.join(LONGEST_STOP_MILLIS);
    }

    // Every exit of the JVM calls this hook. If the run has not ended, the exit is the platform's SIGTERM. Then the run
    // goes on in its own thread, and this thread waits for it, because otherwise the JVM would end with 143 at once.
    private static void endOnSignal(Stop stop, Run run, CompletableFuture<Integer> exitCode) {
        int code = 1;
        try {
            if (!exitCode.isDone()) {
                LoggerFactory.getLogger(Wrapper.class).info("asked to stop");
                stop.request();
            }
            code = exitCode.get(stop.timeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LoggerFactory.getLogger(Wrapper.class).error("out of time after the request to stop");
            code = run.exitCode();
        } catch (InterruptedException | ExecutionException e) {
            LoggerFactory.getLogger(Wrapper.class).error("the end of the run was not waited for", e);
        } finally {
            Runtime.getRuntime().halt(code);
        }
    }
}
