package system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import execution.model.ExecutionKey;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import javax.tools.ToolProvider;
import local.Names;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The role {@code work} of the packaged jar, with a function in a jar of an operator. */
class JarWorkerIT {

    private static final String FUNCTION =
            """
            package com.example;

            import shared.part.PartCall;
            import shared.part.PartFunction;

            public final class Square implements PartFunction {
                @Override
                public Object apply(PartCall call) {
                    return call.part() * call.part();
                }
            }
            """;

    private static final String TASK =
            """
            title: Squares the numbers of parts
            worker: {mode: function, function: com.example.Square}
            """;

    /** Compiles the function as an operator does, against the classes of the service, into a jar of its own. */
    private static void compile(Path folder, Path jars) throws IOException {
        Path source = Files.createDirectories(folder.resolve("com/example")).resolve("Square.java");
        Files.writeString(source, FUNCTION);
        int result = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-cp", "target/classes", "-d", folder.toString(), source.toString());
        assertThat(result).isZero();
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(jars.resolve("square.jar")))) {
            jar.putNextEntry(new ZipEntry("com/example/Square.class"));
            Files.copy(folder.resolve("com/example/Square.class"), jar);
        }
    }

    private static Process worker(RunningService service, Path folder) throws IOException {
        URI queue = URI.create(SharedPlatform.get().queueUrl(Names.FLEET_QUEUE));
        ProcessBuilder worker = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx192m",
                        "-jar",
                        System.getProperty("packaged.jar"),
                        "work",
                        "--queue=" + Names.FLEET_QUEUE,
                        "--region=" + Names.REGION.id(),
                        "--capacity=2",
                        "--visibility=3",
                        "--address=127.0.0.1",
                        "--port=0",
                        // Jobs of other tests name services that are gone.
                        "--service=http://127.0.0.1:" + service.port(),
                        "--tasks-dir=" + folder.resolve("tasks"),
                        "--functions-dir=" + folder.resolve("jars"))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile());
        worker.environment()
                .putAll(Map.of(
                        "AWS_ENDPOINT_URL_SQS",
                        queue.getScheme() + "://" + queue.getAuthority(),
                        "AWS_ACCESS_KEY_ID",
                        Names.ACCESS_KEY,
                        "AWS_SECRET_ACCESS_KEY",
                        Names.SECRET_KEY,
                        "WORK_TOKEN",
                        "token-of-the-page"));
        return worker.start();
    }

    private static ExecutionKey parts(RunningService service, String task, Object request, int count) {
        Map<String, Object> event = RunningService.event(task);
        event.put("job_runner", "worker");
        event.put("request", request);
        event.put("partitions", Map.of("count", count));
        return service.trigger(SharedPlatform.newTenant(), event);
    }

    @Test
    void shouldRunFunctionsOfOperatorsAndFinishItsPartsAfterSigterm(@TempDir Path folder) throws Exception {
        Path tasks = Files.createDirectories(folder.resolve("tasks"));
        Files.writeString(tasks.resolve("square.yaml"), TASK);
        Files.writeString(tasks.resolve("gate.yaml"), PartitionsIT.GATE);
        compile(folder.resolve("classes"), Files.createDirectories(folder.resolve("jars")));
        Path trace = Files.createDirectories(folder.resolve("trace"));
        Map<String, String> settings =
                Map.of("execution.tasks-dir", tasks.toString(), "execution.partitions.idle", "1s");
        Process worker = null;
        try (RunningService service = RunningService.start(SharedPlatform.get(), settings)) {
            worker = worker(service, folder);
            ExecutionKey squares = parts(service, "square", null, 4);
            assertThat(service.awaitStatus(squares, "completed").at("/partitions/progress/result"))
                    .as(Files.readString(folder.resolve("log")))
                    .hasToString("[0,1,4,9]");

            ExecutionKey gate = parts(service, "gate", trace.toString(), 1);
            await().atMost(RunningService.LONGEST_WAIT).until(() -> Files.exists(trace.resolve("runs")));
            worker.destroy();
            await().atMost(RunningService.LONGEST_WAIT)
                    .until(() -> Files.readString(folder.resolve("log")).contains("asked to stop"));
            Files.createFile(trace.resolve("go"));

            assertThat(worker.waitFor(RunningService.LONGEST_WAIT.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            assertThat(worker.exitValue()).isZero();
            service.awaitStatus(gate, "completed");
            assertThat(Files.readAllLines(trace.resolve("runs"))).containsExactly("b 0", "e 0");
        } finally {
            if (worker != null) {
                worker.destroyForcibly().waitFor();
            }
        }
    }
}
