package local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WrapperCommandTest {

    @TempDir
    private Path directory;

    private Path classes;
    private Path camel;
    private Path aws;
    private Path spring;

    @BeforeEach
    void create() throws IOException {
        classes = Files.createDirectories(directory.resolve("target/classes"));
        Files.createDirectories(directory.resolve("target/test-classes"));
        camel = jar("camel-main/4.17.0/camel-main-4.17.0.jar", "");
        aws = jar("software/amazon/awssdk/s3/2.41.28/s3-2.41.28.jar", "");
        spring = jar("spring-core-6.2.17.jar", "");
    }

    @Test
    void shouldTakeOnlyWhatTheWrapperNeedsAndInItsOrder() throws IOException {
        var whole = String.join(
                File.pathSeparator,
                directory.resolve("target/test-classes").toString(),
                classes.toString(),
                spring.toString(),
                jar("camel-main/4.17.0/camel-main-starter-4.17.0.jar", "").toString(),
                camel.toString(),
                aws.toString());

        assertThat(WrapperCommand.classPath(whole, List.of("awssdk/s3", "camel-main")))
                .containsExactly(classes.toString(), aws.toString(), camel.toString());
    }

    @Test
    void shouldLookIntoAJarThatHasOnlyAClassPath() throws IOException {
        var booter =
                jar("surefirebooter.jar", classes.toUri() + " " + spring.toUri() + " " + directory.relativize(camel));

        assertThat(WrapperCommand.classPath(booter.toString(), List.of("camel-main")))
                .containsExactly(classes.toString(), camel.toString());
    }

    @Test
    void shouldSayWhichJarIsMissing() {
        assertThatThrownBy(() -> WrapperCommand.classPath(classes.toString(), List.of("camel-main")))
                .hasMessageContaining("camel-main is not on the class path");
    }

    private Path jar(String name, String classPath) throws IOException {
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, classPath);
        var file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        new JarOutputStream(Files.newOutputStream(file), manifest).close();
        return file;
    }
}
