package local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BucketContentsTest {

    @TempDir
    private Path directory;

    private String output;

    @Test
    void shouldMakeAJarWithSomethingToReport() throws IOException, InterruptedException {
        assertThat(scan(BucketContents.jar())).isZero();

        assertThat(output).contains("class sample/Application uses deprecated method java/lang/Integer");
    }

    @Test
    void shouldMakeABrokenJarThatCannotBeScanned() throws IOException, InterruptedException {
        assertThat(scan(BucketContents.brokenJar())).isNotZero();
    }

    private int scan(byte[] jar) throws IOException, InterruptedException {
        var file = Files.write(directory.resolve("sample.jar"), jar);
        var tool = new ProcessBuilder(WrapperCommand.javaTool("jdeprscan"), "--release", "17", file.toString())
                .redirectErrorStream(true)
                .start();
        output = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return tool.waitFor();
    }
}
