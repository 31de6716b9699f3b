package wrapper;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.StartupSummaryLevel;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainConfigurationProperties;
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
        JobDescription job =
                options.cliJson() == null ? null : JobDescription.parse(options.cliJson(), settings, kinds, problems);
        Optional<Contract> contract = Contract.parse(System.getenv(), problems);
        if (!problems.all().isEmpty()) {
            tell(problems, options.logFormat());
            System.exit(WRONG_ARGUMENTS);
        }
        LoggerFactory.getLogger(Wrapper.class)
                .debug("Java {}, start cache {}", Runtime.version(), StartScript.startCache());
        System.exit(run(job, contract, yaml, options, settings));
    }

    private static void tell(InputProblems problems, LogFormat format) {
        if (format == LogFormat.JSON) {
            problems.all().forEach(LoggerFactory.getLogger(Wrapper.class)::error);
        } else {
            problems.all().forEach(problem -> System.err.println("wrapper: " + problem));
        }
    }

    private static int run(
            JobDescription job, Optional<Contract> contract, YamlActions yaml, Options options, Settings settings) {
        Logger log = LoggerFactory.getLogger(Wrapper.class);
        Stop stop = new Stop(options.stopTimeout());
        CompletableFuture<Integer> exitCode = new CompletableFuture<>();
        Clients clients = new Clients();
        PlaceholderSource secrets = new SecretSource(
                name -> new SecretsManager(clients.aws().secretsManager(settings.region())).fetch(name));
        Run run = new Run(job, contract, new Oenv(System.getenv()), secrets);
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
                    new RunRoutes(callbacks, http, stop, options.verbose(), settings),
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
        Main main = new Main();
        // The environment and the working folder are the command's, so neither configures these routes.
        main.setDefaultPropertyPlaceholderLocation("false");
        MainConfigurationProperties configuration = main.configure();
        configuration.setAutoConfigurationEnabled(false);
        configuration.setAutoConfigurationEnvironmentVariablesEnabled(false);
        configuration.setAutoConfigurationSystemPropertiesEnabled(false);
        configuration.setRoutesCollectorEnabled(false);
        configuration.setJmxEnabled(false);
        configuration.setLoadHealthChecks(false);
        configuration.setStreamCachingEnabled(false);
        configuration.setStartupSummaryLevel(StartupSummaryLevel.Off);
        // In seconds. At the end no message is under way, except for an action that was cut off.
        configuration.setShutdownTimeout(1);
        for (RouteBuilder builder : routes) {
            configuration.addRoutesBuilder(builder);
        }
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
