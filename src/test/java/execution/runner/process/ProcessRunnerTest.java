package execution.runner.process;

import com.fasterxml.jackson.databind.ObjectMapper;
import execution.catalogue.Catalogue;
import execution.model.Launch;
import execution.runner.RunnerContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.io.TempDir;
import org.mockito.Mockito;
import routes.ServiceRoutes;

/** The runner process, its routes as they are, with a shell in place of the wrapper. */
class ProcessRunnerTest extends RunnerContract {

    @TempDir
    Path directory;

    private Case next = Case.RUNS;

    @Override
    protected String runner() {
        return "process";
    }

    @Override
    protected CamelContext start() throws Exception {
        DefaultCamelContext context = new DefaultCamelContext();
        context.getRegistry().bind("processTasks", new FailingTasks());
        context.addRoutes(ServiceRoutes.process());
        context.start();
        return context;
    }

    @Override
    protected void end() {
        TestProcesses.killAll(directory);
    }

    @Override
    protected Launch prepare(Case planned) {
        next = planned;
        return switch (planned) {
            case SUCCEEDS -> shell("exit 0");
            case FAILS -> shell("exit 3");
            // The supervisor is the parent of the shell.
            case FAILED_BY_PLATFORM -> shell("kill -9 $PPID");
            case UNUSABLE -> launch(List.of("/no/such/program"));
            case REFUSED_FOR_GOOD -> launch(null);
            default -> shell("exec sleep 3600");
        };
    }

    private static Launch shell(String text) {
        return launch(List.of("--run", text));
    }

    private static Launch launch(List<String> command) {
        return new Launch("task", "task", null, null, command, Map.of(), Map.of());
    }

    @Override
    protected long tasks(String attemptId) {
        return Files.exists(directory.resolve(attemptId).resolve("started")) ? 1 : 0;
    }

    private Case planned() {
        Case planned = next;
        next = Case.RUNS;
        return planned;
    }

    /** Fails once in the way that is planned. */
    private final class FailingTasks extends ProcessTasks {

        FailingTasks() {
            super(
                    TestProcesses.properties(directory, 10),
                    Mockito.mock(Catalogue.class),
                    new ObjectMapper(),
                    Clock.systemUTC(),
                    new Supervisor() {
                        @Override
                        void start(
                                TaskDirectory task, String program, List<String> words, Map<String, String> environment)
                                throws IOException {
                            Case planned = planned();
                            if (planned != Case.FAILS_TO_ANSWER) {
                                super.start(task, program, words, environment);
                            }
                            if (planned == Case.FAILS_TO_ANSWER || planned == Case.ANSWER_LOST) {
                                throw new IOException("no answer");
                            }
                        }
                    });
        }

        @Override
        boolean isFull(List<TaskDirectory> known) {
            return next == Case.THROTTLED && planned() == Case.THROTTLED || super.isFull(known);
        }

        @Override
        long usableSpace(Path path) {
            return next == Case.REFUSED_FOR_NOW && planned() == Case.REFUSED_FOR_NOW ? 0 : Long.MAX_VALUE;
        }
    }
}
