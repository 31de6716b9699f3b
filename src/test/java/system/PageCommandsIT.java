package system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import documentation.CommandBlock;
import documentation.CommandTable;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import local.FreePorts;
import local.LocalApplication;
import local.LocalPlatform;
import local.LocalWorker;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Does what pages say: runs their commands from the first to the last in an empty folder that has the project's own
 * folders beside, and compares what comes of it with the answers that they show.
 */
class PageCommandsIT {

    private static final Pattern ARGUMENTS = Pattern.compile("-Dspring-boot\\.run\\.arguments=(\"?)(.*)\\1");

    /** What the pages call the service, which is somewhere else here. */
    private static final String ADDRESS = "http://127.0.0.1:8080";

    /** Where pages let something of the reader's listen. */
    private static final String PORT = "8099";

    /** Other commands are repeated until the page's answer comes. */
    private static final Pattern CHANGES =
            Pattern.compile(" -d |-X |--data|<<|\\b(cp|mkdir) |execctl (trigger|retry|rerun|cancel|repair) ");

    /** Commands of the other pages that need nothing of those before them. */
    private static final Pattern ALONE = Pattern.compile(
            "(bin/(twrap .*|execctl --help)|for run in .*|curl -s \"\\$\\(terraform output -raw url\\)/.*)",
            Pattern.DOTALL);

    private static CommandTable table;
    private static LocalPlatform platform;

    private static final List<LocalWorker> WORKERS = new ArrayList<>();

    /** One at a time, because all read the same queues. */
    private static RunningService service;

    /** What it was started with. */
    private static Map<String, String> inForce;

    @TempDir
    private Path folder;

    private final int port = FreePorts.next();
    private BashSession bash;

    @BeforeAll
    static void start() throws IOException {
        Assumptions.assumeTrue(isHere("bash") && isHere("curl"), "the pages are for bash and curl, which are not here");
        table = CommandTable.read();
        platform = SharedPlatform.get();
        for (String name : List.of("page-worker-1", "page-worker-2")) {
            WORKERS.add(platform.startWorker(
                    new LocalWorker.Options(name, 2, List.of(), LocalPlatform.Options.DEFAULT_LOGS, List.of())));
        }
    }

    private static boolean isHere(String program) {
        return Pattern.compile(Pattern.quote(File.pathSeparator))
                .splitAsStream(System.getenv("PATH"))
                .anyMatch(path -> Files.isExecutable(Path.of(path, program)));
    }

    @AfterAll
    static void end() throws InterruptedException {
        stop();
        // Other tests are workers themselves.
        for (LocalWorker worker : WORKERS) {
            worker.close();
        }
    }

    private static void stop() {
        if (service != null) {
            service.close();
        }
    }

    @AfterEach
    void endBash() {
        if (bash != null) {
            bash.close();
        }
    }

    static List<Path> pages() {
        return CommandTable.TYPED;
    }

    static List<String> commandsThatStandAlone() throws IOException {
        return CommandTable.ofOtherPages(ALONE);
    }

    @ParameterizedTest
    @MethodSource("pages")
    void shouldAnswerAsThePageSays(Path page) throws Exception {
        open(platform.tokens().token(LocalApplication.TENANT));
        for (CommandBlock block : CommandBlock.of(page)) {
            List<String> typed = new ArrayList<>();
            for (String command : block.commands()) {
                if (command.startsWith(CommandTable.START)) {
                    startService(command);
                } else if (table.find(command).isEmpty()) {
                    typed.add(command);
                }
            }
            run(block, typed);
        }
    }

    @ParameterizedTest
    @MethodSource("commandsThatStandAlone")
    void shouldDoWhatStandsAlone(String command) throws Exception {
        open(platform.tokens().token(SharedPlatform.newTenant()));
        // For the pages the assets are in the table or known to the example's route.
        use(Map.of("execution.routes-dir", "infrastructure/terraform/examples/nmap-task/routes"));
        bash.run("terraform() { echo " + address() + "; }");

        String answer = typed(List.of(command));

        if (command.startsWith("curl ")) {
            assertThat(answer).containsAnyOf("\"UP\"", "\"execution_id\"", "\"executions\"");
        }
    }

    private void open(String token) throws Exception {
        for (String name : List.of("bin", "docs", "src", "target")) {
            Files.createSymbolicLink(folder.resolve(name), Path.of(name).toAbsolutePath());
        }
        bash = new BashSession(
                folder,
                Map.of(
                        "JAVA_HOME", System.getProperty("java.home"),
                        "XDG_CONFIG_HOME", folder.toString(),
                        "EXECCTL_TOKEN", platform.tokens().operator(LocalApplication.TENANT, "admin"),
                        "TOKEN", token));
        use(Map.of());
    }

    /** Starts the service with the arguments that the page gives it; folders are those of this test. */
    private void startService(String typed) throws Exception {
        String command = typed.replace(PORT, Integer.toString(port));
        Matcher arguments = ARGUMENTS.matcher(command);
        Map<String, String> settings = new HashMap<>();
        for (String argument : arguments.find() ? arguments.group(2).split(" ") : new String[0]) {
            String[] setting = argument.substring("--".length()).split("=", 2);
            boolean isFolder = setting[0].endsWith("-dir");
            settings.put(setting[0], isFolder ? folder.resolve(setting[1]).toString() : setting[1]);
        }
        if (settings.containsKey("execution.routes-dir")) {
            settings.put("execution.routes-reload", "true"); // as LocalApplication does it
        }
        if (settings.containsKey("execution.tasks-dir")) {
            platform.addTasks(Path.of(settings.get("execution.tasks-dir")));
        }
        use(settings);
    }

    private void use(Map<String, String> settings) throws Exception {
        if (!settings.equals(inForce)) {
            stop();
            inForce = settings;
            service = RunningService.start(platform, settings);
        }
        bash.run("export EXECCTL_URL=" + address());
    }

    /** Gives a command with the addresses that things have here. Nobody is there whom execctl could ask. */
    private String here(String command) {
        boolean asks =
                command.matches("bin/execctl (redrive|limits) .*--(all|slots)\\b.*") && !command.contains("--yes");
        return command.replace(ADDRESS, address())
                        .replace(PORT, Integer.toString(port))
                        .replaceFirst("^sqs=\\S+", "sqs=" + platform.endpoints().get("sqs"))
                + (asks ? " --yes" : "");
    }

    private String address() {
        return "http://127.0.0.1:" + service.port();
    }

    /** The service looks each second whether files of routes have changed. */
    private void awaitRoutes(String command) {
        Matcher written = Pattern.compile("> (my-routes/\\S+)").matcher(command);
        if (written.find() && inForce.containsKey("execution.routes-dir")) {
            await(written.group(1)).until(() -> service.bean(CamelContext.class).getRoutes().stream()
                    .anyMatch(route -> String.valueOf(route.getSourceLocation())
                            .contains(folder.resolve(written.group(1)).toString())));
        }
    }

    private void run(CommandBlock block, List<String> commands) {
        if (commands.isEmpty()) {
            return;
        }
        if (block.answer() == null) {
            typed(commands);
            return;
        }
        ShownAnswer answer = ShownAnswer.of(block);
        if (commands.stream().noneMatch(command -> CHANGES.matcher(command).find())) {
            await(block.toString()).untilAsserted(() -> answer.assertShows(typed(commands)));
        } else {
            answer.assertShows(typed(commands));
        }
    }

    private String typed(List<String> commands) {
        StringBuilder printed = new StringBuilder();
        for (String command : commands) {
            try {
                BashSession.Answer answer = bash.run(here(command));
                assertThat(answer.exitCode())
                        .as("exit code of %s, which printed %s", command, answer.printed())
                        .isZero();
                printed.append(answer.printed());
                awaitRoutes(command);
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        return printed.toString();
    }
}
