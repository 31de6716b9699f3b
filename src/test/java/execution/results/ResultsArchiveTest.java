package execution.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import execution.model.UnusableMessageException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsArchiveTest {

    private static final String NAME = "scan.txt.tar.gz";

    @TempDir
    private Path directory;

    private Path packed;
    private Path target;

    @BeforeEach
    void name() {
        packed = directory.resolve(NAME);
        target = directory.resolve("target");
    }

    private interface Content {
        void write(TarArchiveOutputStream tar) throws IOException;
    }

    private void pack(Content content) throws IOException {
        try (OutputStream out = Files.newOutputStream(packed);
                TarArchiveOutputStream tar = new TarArchiveOutputStream(new GzipCompressorOutputStream(out))) {
            content.write(tar);
        }
    }

    private static void file(TarArchiveOutputStream tar, String name, byte[] bytes) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(bytes.length);
        tar.putArchiveEntry(entry);
        tar.write(bytes);
        tar.closeArchiveEntry();
    }

    @Test
    void shouldUnpackTheOneFile() throws IOException {
        pack(tar -> file(tar, "scan.txt", "found".getBytes(StandardCharsets.UTF_8)));

        ResultsArchive.unpack(NAME, packed, target, 100);

        assertThat(target).hasContent("found");
    }

    @Test
    void shouldRefuseAFileThatUnpacksToTooMuch() throws IOException {
        pack(tar -> file(tar, "scan.txt", new byte[1_000_000]));

        assertThat(Files.size(packed)).as("packed it looks harmless").isLessThan(10_000);
        assertThatThrownBy(() -> ResultsArchive.unpack(NAME, packed, target, 10_000))
                .isInstanceOf(UnusableMessageException.class)
                .hasMessageContaining("10000");
    }

    @Test
    void shouldRefuseALinkAnotherNameAndASecondFile() throws IOException {
        pack(tar -> {
            TarArchiveEntry link = new TarArchiveEntry("scan.txt", TarConstants.LF_SYMLINK);
            link.setLinkName("/etc/passwd");
            tar.putArchiveEntry(link);
            tar.closeArchiveEntry();
        });
        assertThatThrownBy(() -> ResultsArchive.unpack(NAME, packed, target, 100))
                .isInstanceOf(UnusableMessageException.class);

        pack(tar -> file(tar, "../scan.txt", new byte[1]));
        assertThatThrownBy(() -> ResultsArchive.unpack(NAME, packed, target, 100))
                .isInstanceOf(UnusableMessageException.class);

        pack(tar -> {
            file(tar, "scan.txt", new byte[1]);
            file(tar, "more.txt", new byte[1]);
        });
        assertThatThrownBy(() -> ResultsArchive.unpack(NAME, packed, target, 100))
                .isInstanceOf(UnusableMessageException.class)
                .hasMessageContaining("more than one");
    }

    @Test
    void shouldRefuseWhatIsNoArchive() throws IOException {
        Files.writeString(packed, "not an archive");

        assertThatThrownBy(() -> ResultsArchive.unpack(NAME, packed, target, 100))
                .isInstanceOf(UnusableMessageException.class);
    }
}
