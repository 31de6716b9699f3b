package wrapper;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.main.Main;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import routes.work.WorkRoutes;
import shared.aws.AwsFailures;
import software.amazon.awssdk.core.exception.SdkException;
import wrapper.call.Clients;
import wrapper.command.Guardian;
import wrapper.config.InputProblems;
import wrapper.config.StartScript;
import wrapper.log.Logging;
import wrapper.work.catalogue.KnownTasks;
import wrapper.work.catalogue.WorkerTask.Mode;
import wrapper.work.config.WorkOptions;
import wrapper.work.config.WorkSettings;
import wrapper.work.ecs.TaskProtection;
import wrapper.work.exchange.Contacts;
import wrapper.work.exchange.ExchangeClient;
import wrapper.work.exchange.InputAddresses;
import wrapper.work.exchange.Reports;
import wrapper.work.job.JobCalls;
import wrapper.work.job.JobProcess;
import wrapper.work.job.Jobs;
import wrapper.work.page.Activity;
import wrapper.work.page.WorkerPage;
import wrapper.work.part.FunctionParts;
import wrapper.work.part.LinesParts;
import wrapper.work.part.PartEnvironment;
import wrapper.work.part.Parts;
import wrapper.work.part.ProcessParts;
import wrapper.work.pulse.Pulse;
import wrapper.work.queue.Deletions;
import wrapper.work.queue.Delivery;
import wrapper.work.queue.Hiding;
import wrapper.work.queue.Intake;
import wrapper.work.queue.WorkQueue;
import wrapper.work.step.RunBundle;
import wrapper.work.step.SettleMessage;
import wrapper.work.step.Work;

/** The main class of the role {@code work}: puts the worker together, and stops it on SIGTERM. */
public final class Worker {
    private static final int WRONG_ARGUMENTS = 2;
    private static final int MOST_NAME = 40;

    private final Logger log = LoggerFactory.getLogger(Worker.class);
    private final WorkSettings settings;
    private final Clients clients = new Clients();
    private final Pulse pulse = new Pulse();
    private final Activity activity = new Activity();
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private Intake intake;
    private Contacts contacts;
    private Jobs jobs;
    private Deletions deletions;
    private Runnable close = () -> {};

    private Worker(WorkSettings settings) {
        this.settings = settings;
    }

    /**
     * Runs a worker until SIGTERM. The exit code is then 0; 1 if the worker cannot start; and 2 if the arguments are
     * wrong.
     *
     * @param arguments see {@code --help}
     */
    public static void main(String[] arguments) {
        InputProblems problems = new InputProblems();
        WorkSettings settings = WorkOptions.parse(List.of(arguments), System.getenv(), problems);
        if (settings.help()) {
            System.out.print(WorkOptions.USAGE);
            System.exit(0);
        }
        Logging.configure(settings.debug(), settings.logFormat());
        Logger log = LoggerFactory.getLogger(Worker.class);
        if (!problems.all().isEmpty()) {
            problems.all().forEach(log::error);
            System.exit(WRONG_ARGUMENTS);
        }
        log.debug("Java {}, start cache {}", Runtime.version(), StartScript.startCache());
        try {
            Worker worker = new Worker(settings);
            worker.start();
            Runtime.getRuntime().addShutdownHook(new Thread(worker::drain, "drain"));
            worker.stopped.await();
        } catch (SdkException e) {
            log.error("the queue cannot be opened: {}", AwsFailures.describe(e));
            System.exit(1);
        } catch (Exception e) {
            log.error("the worker cannot start: {}", e.getMessage(), e);
            System.exit(1);
        }
    }

    private void start() throws Exception {
        WorkQueue queue = WorkQueue.open(
                clients.aws().sqs(settings.region()),
                settings.queue(),
                settings.deadLetterQueue(),
                settings.visibility());
        deletions = new Deletions(queue);
        String name = name();
        Path folder = Files.createTempDirectory(settings.folder(), "worker-").toAbsolutePath();
        Guardian guardian = Guardian.start();
        PartEnvironment environment = new PartEnvironment(settings.variables(), System.getenv());
        FunctionParts functions = new FunctionParts(settings.functions(), settings.capacity(), pulse);
        Parts parts = new Parts(Map.of(
                Mode.PROCESS,
                new ProcessParts(folder, environment, guardian),
                Mode.LINES,
                new LinesParts(folder, environment, guardian, settings.capacity(), pulse),
                Mode.FUNCTION,
                functions));
        ExchangeClient exchange = new ExchangeClient(clients.http(), name);
        contacts = new Contacts(exchange, pulse);
        JobCalls jobCalls = new JobCalls(clients.http());
        jobs = new Jobs(
                new JobProcess(settings.wrapper(), settings.grace(), folder, environment), settings.grace(), pulse);
        Main camel = RoutesMain.of(new WorkRoutes(
                settings.service(),
                new KnownTasks(settings.tasks()),
                exchange,
                new InputAddresses(clients.http()),
                contacts,
                new RunBundle(parts, contacts, new Reports(exchange), activity, settings.grace(), pulse.background()),
                jobCalls,
                jobs,
                new SettleMessage(queue, deletions, activity),
                activity,
                name,
                stopping::get));
        camel.start();
        ProducerTemplate template = camel.getCamelTemplate();
        intake = new Intake(queue, settings.capacity(), delivery -> work(queue, template, delivery));
        TaskProtection.of(System.getenv(), clients.http(), intake::busy, pulse.background())
                .ifPresent(pulse::add);
        WorkerPage page = WorkerPage.start(
                new InetSocketAddress(settings.address(), settings.port()),
                settings.access(),
                new WorkerPage.Worker(
                        name,
                        version(),
                        Instant.now(),
                        settings.capacity(),
                        activity,
                        () -> !stopping.get() && functions.stuck() < settings.capacity()));
        close = () -> {
            parts.close();
            page.close();
            guardian.close();
            remove(folder);
        };
        intake.start();
        log.info(
                "worker {} takes up to {} messages at once; its page is on port {}",
                name,
                settings.capacity(),
                page.port());
    }

    private void work(WorkQueue queue, ProducerTemplate template, Delivery delivery) {
        activity.count(Activity.Count.MESSAGES);
        Hiding hiding = new Hiding(queue, delivery, pulse.background());
        pulse.add(hiding);
        try {
            template.sendBody("direct:message", new Work(delivery));
        } finally {
            hiding.end();
            pulse.remove(hiding);
        }
    }

    // What runs may end by itself for a while. Then it is stopped, and what it was of is given back.
    private void drain() {
        stopping.set(true);
        log.info("asked to stop: {} messages are worked on", intake.busy());
        intake.stop();
        try {
            if (!intake.await(settings.drain())) {
                log.warn("giving back what still runs");
                contacts.giveBack();
                jobs.stopAll();
                intake.await(settings.stopTimeout().minus(settings.drain()));
            }
            deletions.close();
            close.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            log.info("stopped");
            Runtime.getRuntime().halt(0);
        }
    }

    // The service takes letters, digits, dots, underscores and hyphens.
    private String name() {
        String plain = settings.name().replaceAll("[^A-Za-z0-9._-]", "-");
        return plain.substring(0, Math.min(MOST_NAME, plain.length())) + "-"
                + UUID.randomUUID().toString().substring(0, 8);
    }

    private static String version() {
        return Optional.ofNullable(Worker.class.getPackage().getImplementationVersion())
                .orElse("unknown");
    }

    private static void remove(Path folder) {
        try {
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            LoggerFactory.getLogger(Worker.class).debug("the worker's folder is not empty");
        }
    }
}
