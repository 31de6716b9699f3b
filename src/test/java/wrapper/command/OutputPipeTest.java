package wrapper.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OutputPipeTest {
    @TempDir
    Path folder;

    @Test
    void shouldKeepWhatWasWrittenBeforeAndAfterTheEndOfTheCommandWhenNobodyHadReadYet() throws Exception {
        // Given a command that has ended before anybody reads, and left a child that has not written yet
        OutputPipe pipe = OutputPipe.open();
        Process command = start(pipe, "(while [ ! -e gate ]; do sleep 0.02; done; echo late) & echo early");
        InputStream output = Channels.newInputStream(pipe.read(command.getInputStream()));
        command.onExit().get(3, TimeUnit.MINUTES);

        // When the child writes
        Files.createFile(folder.resolve("gate"));

        // Then both are there, and then the end
        assertThat(new String(output.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("early\nlate\n");
    }

    @Test
    void shouldTellPipesApartWhenThereAreSeveral() throws Exception {
        OutputPipe one = OutputPipe.open();
        OutputPipe other = OutputPipe.open();
        Process first = start(one, "echo one");
        Process second = start(other, "echo other");

        assertThat(Channels.newInputStream(other.read(second.getInputStream())).readAllBytes())
                .asString()
                .isEqualTo("other\n");
        assertThat(Channels.newInputStream(one.read(first.getInputStream())).readAllBytes())
                .asString()
                .isEqualTo("one\n");
    }

    @Test
    void shouldNotHandOurEndToAnotherChildWhoseLifeWouldHoldBackTheEndOfTheStream() throws Exception {
        OutputPipe pipe = OutputPipe.open();
        Process other = new ProcessBuilder("sleep", "1000").start();
        try {
            InputStream output =
                    Channels.newInputStream(pipe.read(start(pipe, "echo done").getInputStream()));

            assertThat(output.readAllBytes()).asString().isEqualTo("done\n");
            assertThat(other.isAlive()).isTrue();
        } finally {
            other.destroyForcibly();
        }
    }

    @Test
    void shouldLeaveNoDescriptorOpenWhenClosed() throws Exception {
        long before = descriptors();

        for (int i = 0; i < 100; i++) {
            OutputPipe.open().close();
        }

        assertThat(descriptors()).isLessThan(before + 100);
    }

    private Process start(OutputPipe pipe, String script) throws Exception {
        return new ProcessBuilder("sh", "-c", script)
                .directory(folder.toFile())
                .redirectOutput(pipe.redirect())
                .start();
    }

    private static long descriptors() throws Exception {
        try (var all = Files.list(Path.of("/proc/self/fd"))) {
            return all.count();
        }
    }
}
