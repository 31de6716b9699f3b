package system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProductionJarIT {

    /** The jars of the embedded platform, by the beginnings of their names. */
    private static final List<String> EMBEDDED = List.of(
            "DynamoDBLocal",
            "sqlite4java",
            "elasticmq",
            "pekko",
            "scala-library",
            "s3proxy",
            "jetty-",
            "kafka_2",
            "kafka-server",
            "kafka-raft",
            "kafka-tools",
            "spring-kafka-test",
            "h2-",
            "junit",
            "archunit",
            "pinpoint");

    /** The largest size of the jar in bytes. The page docs/dependencies.md says what takes it. */
    private static final long MOST_BYTES = 95_000_000;

    private static Path jar() {
        return Path.of(System.getProperty("packaged.jar"));
    }

    @Test
    void shouldHoldNoEmbeddedServerAndNoTest() throws IOException {
        try (JarFile jar = new JarFile(jar().toFile())) {
            List<String> names = jar.stream().map(ZipEntry::getName).toList();

            assertThat(names)
                    .contains(
                            "BOOT-INF/classes/launcher/Main.class",
                            "BOOT-INF/classes/gg/jte/generated/precompiled/JtelayoutGenerated.class");
            assertThat(names)
                    .noneMatch(name -> name.startsWith("BOOT-INF/classes/local/"))
                    .noneMatch(name -> EMBEDDED.stream().anyMatch(server -> name.startsWith("BOOT-INF/lib/" + server)));
        }
    }

    @Test
    void shouldHoldTheLibrariesThatHaveAReasonAndNoOther() throws IOException {
        String page = Files.readString(Path.of("docs", "dependencies.md"));
        String table = page.substring(0, page.indexOf("## What is kept out"));
        List<String> explained = Pattern.compile("`([^`]+)`")
                .matcher(table.substring(table.indexOf("|---|")))
                .results()
                .map(name -> name.group(1))
                .toList();

        try (JarFile jar = new JarFile(jar().toFile())) {
            Set<String> held = jar.stream()
                    .map(ZipEntry::getName)
                    .filter(name -> name.startsWith("BOOT-INF/lib/") && name.endsWith(".jar"))
                    .map(name -> name.substring("BOOT-INF/lib/".length()).replaceFirst("-[0-9]+[.-].*", ""))
                    .collect(Collectors.toSet());

            assertThat(explained).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(held);
        }
    }

    @Test
    void shouldNotBeLargerThanWhatItDoes() throws IOException {
        assertThat(Files.size(jar())).isLessThanOrEqualTo(MOST_BYTES);
    }

    @Test
    void shouldFindWhatAnOperatorPutsBesideTheJar(@TempDir Path beside) throws Exception {
        String name = BesideTheJar.class.getName().replace('.', '/') + ".class";
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(beside.resolve("extra.jar")));
                InputStream compiled = BesideTheJar.class.getClassLoader().getResourceAsStream(name)) {
            jar.putNextEntry(new ZipEntry(name));
            compiled.transferTo(jar);
        }

        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dloader.path=" + beside,
                        "-Dloader.main=" + BesideTheJar.class.getName(),
                        "-jar",
                        jar().toString())
                .redirectErrorStream(true)
                .start();

        assertThat(new String(process.getInputStream().readAllBytes())).contains(BesideTheJar.WORDS);
        assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
    }

    @Test
    void shouldSayWhichRolesThereAre() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-jar",
                        jar().toString(),
                        "sing")
                .redirectErrorStream(true)
                .start();

        String output = new String(process.getInputStream().readAllBytes());

        assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isEqualTo(2);
        assertThat(output).contains("unknown role 'sing'", "serve", "wrap", "produce");
    }
}
