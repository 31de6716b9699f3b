package wrapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The wrapper as it is laid out by the build, started by its script. */
class LauncherIT {
    private static final Path BUILT = Path.of("target", "twrap").toAbsolutePath();
    /** Where every call of AWS is refused at once. */
    private static final Map<String, String> NO_AWS = Map.of(
            "AWS_ENDPOINT_URL", "http://127.0.0.1:1",
            "AWS_ACCESS_KEY_ID", "key",
            "AWS_SECRET_ACCESS_KEY", "secret",
            "AWS_REGION", "eu-west-1",
            "AWS_MAX_ATTEMPTS", "1");

    private static final String HELLO = "{\"command\":[\"echo\",\"hello\"]}";

    /** A copy whose name needs quoting, with a start cache of its own. */
    private static Path copied;

    @TempDir
    Path folder;

    private Path home;

    @BeforeAll
    static void copyWithCache(@TempDir Path parent) throws Exception {
        copied = copy(BUILT, parent.resolve("it's here"));
        assertThat(run(copied, parent, Map.of(), "--make-start-cache").exitCode).isZero();
    }

    @BeforeEach
    void copyAgain() throws Exception {
        home = copy(copied, folder.resolve("twrap"));
    }

    @Test
    void shouldStartFromTheCacheOfTheBuild() throws Exception {
        Ended ended = run(BUILT, folder, Map.of(), "--debug", "--cli-json", HELLO);

        assertThat(ended.stderr).contains("start cache " + cache(BUILT) + ", in use");
        assertThat(ended.stdout).isEqualTo("hello\n");
        assertThat(ended.exitCode).isZero();
    }

    @Test
    void shouldStartFromTheCacheOfAFolderWhoseNameNeedsQuoting() throws Exception {
        Ended ended = run(copied, folder, Map.of(), "--debug", "--cli-json", HELLO);

        assertThat(ended.stderr).contains("it's here/cache/").contains(", in use");
        assertThat(ended.stdout).isEqualTo("hello\n");
    }

    @Test
    void shouldRunWhenThereIsNoCache() throws Exception {
        Files.delete(cache(home));

        shouldRunWithoutCache("start cache none for Java " + System.getProperty("java.version"));
    }

    @Test
    void shouldStartAWorkerIfTheFirstWordSaysSo() throws Exception {
        Ended ended = run(BUILT, folder, NO_AWS, "work", "--queue", "fleet");

        assertThat(ended.stderr).contains("the queue cannot be opened: SdkClientException by ConnectException");
        assertThat(ended.exitCode).isEqualTo(1);
    }

    @Test
    void shouldStartAWorkerFromACacheOfItsOwn() throws Exception {
        Ended ended = run(BUILT, folder, NO_AWS, "work", "--debug", "--queue", "fleet");

        Path cache = cache(BUILT).resolveSibling("work-" + cache(BUILT).getFileName());
        assertThat(ended.stderr).contains("start cache " + cache + ", in use");
    }

    @ParameterizedTest
    @ValueSource(strings = {"wrap", "work"})
    void shouldStartARoleByTheNameOfAFileWithoutAShell(String role) throws Exception {
        Path file = Files.writeString(
                folder.resolve(role),
                "#!" + Path.of(System.getProperty("java.home"), "bin", "java") + " @"
                        + BUILT.resolve("cache").resolve(role + ".args") + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();

        Ended help = run(List.of(file.toString()), folder, Map.of(), "--help");

        assertThat(help.exitCode).isZero();
        assertThat(help.stdout).startsWith("Usage: ").contains(role.equals("work") ? "--queue" : "--cli-json");
    }

    @Test
    void shouldRunWhenTheCacheIsCutShort() throws Exception {
        byte[] bytes = Files.readAllBytes(cache(home));
        write(cache(home), Arrays.copyOf(bytes, bytes.length / 2));

        shouldRunWithoutCache("is cut short, or made with other jars");
    }

    @Test
    void shouldRunWhenTheCacheIsNoCache() throws Exception {
        byte[] nothing = new byte[(int) Files.size(cache(home))];
        write(cache(home), nothing);

        shouldRunWithoutCache("refused by the JVM");
    }

    @Test
    void shouldRunWhenAJarIsNewerThanTheCache() throws Exception {
        home = copied;
        Path jar = own(home);
        FileTime before = Files.getLastModifiedTime(jar);
        Files.setLastModifiedTime(jar, FileTime.from(Instant.now().plusSeconds(60)));
        try {
            shouldRunWithoutCache("is cut short, or made with other jars");
        } finally {
            Files.setLastModifiedTime(jar, before);
        }
    }

    @Test
    void shouldRunWhenAJarIsOlderThanTheCacheAndNotOfIt() throws Exception {
        home = copied;
        Path jar = own(home);
        FileTime before = Files.getLastModifiedTime(jar);
        byte[] bytes = Files.readAllBytes(jar);
        // A byte before an archive is allowed in it.
        byte[] more = new byte[bytes.length + 1];
        System.arraycopy(bytes, 0, more, 1, bytes.length);
        Files.write(jar, more);
        Files.setLastModifiedTime(jar, before);
        try {
            shouldRunWithoutCache("is cut short, or made with other jars");
        } finally {
            Files.write(jar, bytes);
            Files.setLastModifiedTime(jar, before);
        }
    }

    @Test
    void shouldRunWhenTheCacheIsOfAnotherJvm() throws Exception {
        String other = System.getenv("JAVA_25_HOME");
        Assumptions.assumeTrue(
                other != null && Runtime.version().feature() != 25,
                "needs JAVA_25_HOME, and another JVM than that for the tests");
        String bytes = Files.readString(Path.of(cache(home) + ".size")).strip();
        long jars = Long.parseLong(bytes) - Files.size(cache(home));
        assertThat(run(home, folder, Map.of("JAVA_HOME", other), "--make-start-cache").exitCode)
                .isZero();
        try (Stream<Path> files = Files.list(home.resolve("cache"))) {
            Path others = files.filter(file -> file.getFileName().toString().matches("[0-9].*\\.aot"))
                    .findFirst()
                    .orElseThrow();
            write(cache(home), Files.readAllBytes(others));
            Files.writeString(Path.of(cache(home) + ".size"), (jars + Files.size(cache(home))) + "\n");
        }

        shouldRunWithoutCache("refused by the JVM");
    }

    @Test
    void shouldTakeTheCacheOfItsJvmWhenThereAreSeveral() throws Exception {
        String other = System.getenv("JAVA_25_HOME");
        Assumptions.assumeTrue(other != null, "needs JAVA_25_HOME");
        home = copied;
        assertThat(run(home, folder, Map.of("JAVA_HOME", other), "--make-start-cache").exitCode)
                .isZero();

        assertThat(run(home, folder, Map.of("JAVA_HOME", other), "--debug", "--cli-json", HELLO).stderr)
                .contains("Java 25", ".aot, in use");
        assertThat(run(home, folder, Map.of(), "--debug", "--cli-json", HELLO).stderr)
                .contains("start cache " + cache(home) + ", in use");
    }

    @Test
    void shouldFindItsFolderThroughLinks() throws Exception {
        Path first = Files.createSymbolicLink(folder.resolve("first"), copied.resolve("twrap"));
        Files.createDirectory(folder.resolve("bin"));
        Path second = Files.createSymbolicLink(folder.resolve("bin/second"), Path.of("../first"));
        assertThat(first).exists();

        Ended ended = run(List.of(second.toString()), folder, Map.of(), "--debug", "--cli-json", HELLO);

        assertThat(ended.stderr).contains(", in use");
        assertThat(ended.stdout).isEqualTo("hello\n");
    }

    @Test
    void shouldPassArgumentsAndEnvironmentOnAsTheyAreWhateverTheLocale() throws Exception {
        String script = "printf '%s|' \"$@\" \"${LC_ALL-unset}\" \"${LANG-unset}\" \"$HOSTILE\"";
        for (String locale : List.of("", "POSIX", "no_SUCH.locale", "unset")) {
            Map<String, String> environment = new HashMap<>(Map.of("HOSTILE", "$(id) `id` '\"\n*é"));
            if (!locale.equals("unset")) {
                environment.put("LC_ALL", locale);
            }

            Ended ended = run(
                    BUILT,
                    folder,
                    environment,
                    "--cli-json",
                    WrapperIT.json("sh", "-c", script, "sh", "$(id) '\"\n*", "é €"));

            assertThat(ended.stdout).isEqualTo("$(id) '\"\n*|é €|" + locale + "|unset|$(id) `id` '\"\n*é|");
        }
    }

    @Test
    void shouldBecomeTheJvmSoThatSignalsReachTheCommand() throws Exception {
        Process process = start(
                List.of(BUILT.resolve("twrap").toString()),
                folder,
                Map.of(),
                "--cli-json",
                WrapperIT.json("sh", "-c", "trap 'echo bye; exit 7' TERM; echo ready; while :; do sleep 0.1; done"));
        await().until(() -> Files.readString(folder.resolve("stdout")).startsWith("ready"));

        process.destroy();

        assertThat(ended(process, folder).exitCode).isEqualTo(7);
        assertThat(Files.readString(folder.resolve("stdout"))).isEqualTo("ready\nbye\n");
    }

    @Test
    void shouldSayThatThereIsNoJava() throws Exception {
        Ended ended = run(BUILT, folder, Map.of("JAVA_HOME", folder.toString()), "--cli-json", HELLO);

        assertThat(ended.exitCode).isEqualTo(1);
        assertThat(ended.stderr).startsWith("wrapper: no Java: ").contains("set JAVA_HOME");
    }

    @Test
    void shouldFindJavaOnThePath() throws Exception {
        Path bin = Files.createDirectory(folder.resolve("path"));
        Files.createSymbolicLink(bin.resolve("java"), Path.of(System.getProperty("java.home"), "bin", "java"));
        Map<String, String> environment = Map.of("PATH", bin + ":" + System.getenv("PATH"), "JAVA_HOME", "");

        Ended ended = run(BUILT, folder, environment, "--debug", "--cli-json", HELLO);

        assertThat(ended.stderr).contains(", in use");
        assertThat(ended.stdout).isEqualTo("hello\n");
    }

    @Test
    void shouldWriteItsLogAsJsonAndTheCommandsOutputAsItIs() throws Exception {
        Ended ended = run(
                BUILT,
                folder,
                Map.of(),
                "--debug",
                "--log-format=json",
                "--cli-json",
                "{\"job\":\"\\\"x\\\"\\nforged\",\"command\":[\"no-such-program\"]}");

        assertThat(ended.exitCode).isEqualTo(1);
        assertThat(ended.stdout).isEmpty();
        assertThat(ended.stderr.lines()).hasSizeGreaterThan(2).allSatisfy(line -> assertThat(
                        new ObjectMapper().readTree(line).fieldNames())
                .toIterable()
                .startsWith("time", "level", "logger", "message"));
        assertThat(run(BUILT, folder, Map.of(), "--log-format=json", "--cli-json", HELLO).stdout)
                .isEqualTo("hello\n");
    }

    @Test
    void shouldTellOfAWrongCallInJsonToo() throws Exception {
        Ended ended = run(BUILT, folder, Map.of(), "--log-format=json", "--cli-json", "{}", "--nope");

        assertThat(ended.exitCode).isEqualTo(2);
        assertThat(ended.stderr.lines()).hasSize(2).allMatch(line -> line.startsWith("{\"time\":\""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"command\":[\"echo\",\"${{secretsmanager.x}}\"]} | ${{secretsmanager.x}}: Secrets Manager: ",
                "{\"command\":\"true\",\"actions\":[{\"stage\":\"end\",\"plugin\":\"\\u0053\\u0033\",\"bucket\":\"b\",\"key\":\"k\"}]}"
                        + " | (s3) failed: SdkClientException",
                "{\"command\":\"true\",\"actions\":[{\"stage\":\"end\",\"plugin\":\"Ecs_SnsTrace\","
                        + "\"topic\":\"arn:aws:sns:eu-west-1:123456789012:t\"}]} | (ecs_snstrace) failed: SdkClientException",
            })
    void shouldHaveTheJarsThatTheRunNeedsAndItsCacheAllTheSame(String line) throws Exception {
        String[] jobAndWords = line.split(" \\| ");

        Ended ended = run(BUILT, folder, NO_AWS, "--debug", "--cli-json", jobAndWords[0]);

        assertThat(ended.stderr).contains(jobAndWords[1], "start cache " + cache(BUILT) + ", in use");
    }

    @Test
    void shouldHaveTheJarsForMetrics() throws Exception {
        Path configuration = Files.writeString(folder.resolve("my.conf"), "[metrics]\nnamespace=n\nteam=t\ngroup=g\n");

        Ended ended = run(BUILT, folder, NO_AWS, "--config", configuration.toString(), "--cli-json", HELLO);

        assertThat(ended.exitCode).isZero();
        assertThat(ended.stderr).contains("CloudWatch: SdkClientException");
    }

    @Test
    void shouldHaveTheJarsForTheOperatorsKindsOfActions() throws Exception {
        Path kinds = Files.createDirectory(folder.resolve("kinds"));
        Files.writeString(
                kinds.resolve("note.camel.yaml"),
                """
                - route:
                    id: note
                    from:
                      uri: direct:action-note
                      steps:
                        - setHeader: {name: oenv.NOTE, constant: noted}
                """);
        String job =
                "{\"command\":[\"echo\",\"${{oenv.NOTE}}\"],\"actions\":[{\"stage\":\"start\",\"plugin\":\"note\"}]}";

        assertThat(run(BUILT, folder, Map.of("TWRAP_ACTIONS", kinds.toString()), "--cli-json", job).stdout)
                .isEqualTo("noted\n");
        assertThat(run(BUILT, folder, Map.of(), "--actions=" + kinds, "--cli-json", job).stdout)
                .isEqualTo("noted\n");
    }

    @Test
    void shouldBeStartedByTheScriptOfTheRepository() throws Exception {
        Ended ended = run(List.of("bin/twrap"), folder, Map.of(), "--cli-json", HELLO);

        assertThat(ended.stdout).isEqualTo("hello\n");
    }

    private void shouldRunWithoutCache(String why) throws Exception {
        Ended told = run(home, folder, Map.of(), "--debug", "--cli-json", HELLO);
        assertThat(told.stderr).contains(why);
        assertThat(told.stdout).isEqualTo("hello\n");
        assertThat(told.exitCode).isZero();

        Ended quiet = run(home, folder, Map.of(), "--cli-json", HELLO);
        assertThat(quiet.stderr.lines()).isNotEmpty().allMatch(line -> line.contains(" INFO wrapper: "));
        assertThat(quiet.stdout).isEqualTo("hello\n");
        assertThat(quiet.exitCode).isZero();
    }

    private static Path cache(Path home) {
        String kind = Runtime.version().feature() >= 25 ? ".aot" : ".jsa";
        return home.resolve("cache").resolve(System.getProperty("java.version") + kind);
    }

    private static Path own(Path home) throws IOException {
        return home.resolve("lib")
                .resolve(Files.readAllLines(home.resolve("class-path")).get(0));
    }

    private static void write(Path cache, byte[] bytes) throws IOException {
        Files.delete(cache);
        Files.write(cache, bytes);
    }

    // Times are kept, by which the JVM knows the jars.
    private static Path copy(Path from, Path to) throws Exception {
        Process cp = new ProcessBuilder("cp", "-a", from.toString(), to.toString())
                .inheritIO()
                .start();
        assertThat(cp.waitFor()).isZero();
        return to;
    }

    private static Ended run(Path home, Path folder, Map<String, String> environment, String... arguments)
            throws Exception {
        return run(List.of(home.resolve("twrap").toString()), folder, environment, arguments);
    }

    private static Ended run(List<String> script, Path folder, Map<String, String> environment, String... arguments)
            throws Exception {
        return ended(start(script, folder, environment, arguments), folder);
    }

    private static Process start(List<String> script, Path folder, Map<String, String> environment, String... arguments)
            throws IOException {
        List<String> line = new ArrayList<>(script);
        line.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(line)
                .redirectOutput(folder.resolve("stdout").toFile())
                .redirectError(folder.resolve("stderr").toFile());
        builder.environment().keySet().retainAll(List.of("PATH"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static Ended ended(Process process, Path folder) throws Exception {
        if (!process.waitFor(120, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("the wrapper hangs: " + Files.readString(folder.resolve("stderr")));
        }
        return new Ended(
                process.exitValue(),
                Files.readString(folder.resolve("stdout")),
                Files.readString(folder.resolve("stderr")));
    }

    private record Ended(int exitCode, String stdout, String stderr) {}
}
