package execution.application;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

class ProductionJarIT {

    /** What the embedded platform is made of, by the beginnings of the jars' names. */
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

    private static Path jar() {
        return Path.of(System.getProperty("packaged.jar"));
    }

    @Test
    void shouldHoldNoEmbeddedServerAndNoTest() throws IOException {
        try (JarFile jar = new JarFile(jar().toFile())) {
            List<String> names = jar.stream().map(ZipEntry::getName).toList();

            assertThat(names).anyMatch(name -> name.equals("BOOT-INF/classes/execution/application/Main.class"));
            assertThat(names)
                    .noneMatch(name -> name.startsWith("BOOT-INF/classes/local/"))
                    .noneMatch(name -> EMBEDDED.stream().anyMatch(server -> name.startsWith("BOOT-INF/lib/" + server)));
        }
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

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(2);
        assertThat(output).contains("unknown role 'sing'", "serve", "wrap", "produce");
    }
}
