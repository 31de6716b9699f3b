package execution.results;

import static execution.results.HostileArchives.file;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import execution.model.UnusableMessageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResultsArchiveTest {

    private static final String NAME = "scan.txt.tar.gz";

    @TempDir
    private Path directory;

    private Path packed;
    private Path target;

    @BeforeEach
    void name() throws IOException {
        packed = directory.resolve(NAME);
        target = Files.createFile(directory.resolve("target"));
    }

    private void pack(HostileArchives.Content content) throws IOException {
        HostileArchives.pack(packed, content);
    }

    private void unpack(long mostBytes) {
        ResultsArchive.unpack(NAME, packed, target, new ResultsArchive.Limits(mostBytes, 200));
    }

    @Test
    void shouldRefuseALargeFileThatComesOfVeryLittle() throws IOException {
        HostileArchives.oneLine(packed, "scan.txt", 17 * 1_024 * 1_024);
        long ratio = 17 * 1_024 * 1_024 / Files.size(packed);

        assertThatThrownBy(() -> unpack(Long.MAX_VALUE))
                .isInstanceOf(UnusableMessageException.class)
                .hasMessageContaining("more than 200 times as many");
        ResultsArchive.unpack(NAME, packed, target, new ResultsArchive.Limits(Long.MAX_VALUE, (int) ratio + 1));
        assertThat(target).hasSize(17 * 1_024 * 1_024);

        HostileArchives.oneLine(packed, "scan.txt", 15 * 1_024 * 1_024);
        unpack(Long.MAX_VALUE);
        assertThat(target).hasSize(15 * 1_024 * 1_024);
    }

    @Test
    void shouldUnpackTheOneFile() throws IOException {
        pack(tar -> file(tar, "scan.txt", "found".getBytes(StandardCharsets.UTF_8)));

        unpack(100);

        assertThat(target).hasContent("found");
    }

    @Test
    void shouldRefuseAFileThatUnpacksToTooMuch() throws IOException {
        pack(tar -> file(tar, "scan.txt", new byte[1_000_000]));

        assertThat(Files.size(packed)).as("packed it looks harmless").isLessThan(10_000);
        assertThatThrownBy(() -> unpack(10_000))
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
        assertThatThrownBy(() -> unpack(100)).isInstanceOf(UnusableMessageException.class);

        pack(tar -> file(tar, "../scan.txt", new byte[1]));
        assertThatThrownBy(() -> unpack(100)).isInstanceOf(UnusableMessageException.class);

        pack(tar -> {
            file(tar, "scan.txt", new byte[1]);
            file(tar, "more.txt", new byte[1]);
        });
        assertThatThrownBy(() -> unpack(100))
                .isInstanceOf(UnusableMessageException.class)
                .hasMessageContaining("more than one");
    }

    @Test
    void shouldRefuseWhatIsNoArchive() throws IOException {
        Files.writeString(packed, "not an archive");

        assertThatThrownBy(() -> unpack(100)).isInstanceOf(UnusableMessageException.class);
    }

    private static final long MOST = 1_000_000;

    /** Long enough that a program which holds it in memory would be seen to. */
    private static final int LONG = 10_000_000;

    private void assertRefused(String reason) {
        long before = allocated();
        assertThatThrownBy(() -> unpack(MOST))
                .isInstanceOf(UnusableMessageException.class)
                .hasMessageContaining(reason);
        assertThat(allocated() - before).as("bytes allocated").isLessThan(LONG);
    }

    /** All that this thread ever allocated. */
    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }

    @Test
    void shouldRefuseALongNameInFrontOfTheFileUnread() throws IOException {
        HostileArchives.longGnuName(packed, LONG);
        assertRefused("in front of its file");

        HostileArchives.longPaxName(packed, LONG);
        assertRefused("in front of its file");
    }

    @Test
    void shouldRefuseManyHeadersWithoutAFile() throws IOException {
        pack(tar -> {
            for (int number = 0; number < 1_000; number++) {
                TarArchiveEntry name = new TarArchiveEntry("././@LongLink", TarConstants.LF_GNUTYPE_LONGNAME);
                name.setSize(1);
                tar.putArchiveEntry(name);
                tar.write('n');
                tar.closeArchiveEntry();
            }
        });

        assertRefused("in front of its file");
    }

    @Test
    void shouldRefuseALongNameBehindTheFileUnread() throws IOException {
        pack(tar -> {
            file(tar, "scan.txt", new byte[1]);
            HostileArchives.longGnuName(tar, LONG);
        });

        assertRefused("behind it");
    }

    @ParameterizedTest(name = "flag {0}")
    @ValueSource(ints = {8, 16})
    void shouldRefuseALongNameOrCommentOfGzipUnread(int flag) throws IOException {
        HostileArchives.longGzipHeader(packed, flag, LONG);

        assertRefused("gzip header");
    }

    @Test
    void shouldRefuseASparseFileThatUnpacksToMoreThanTheArchiveHolds() throws IOException {
        String attributes = attribute("GNU.sparse.major", "0")
                + attribute("GNU.sparse.minor", "1")
                + attribute("GNU.sparse.size", "2000000000")
                + attribute("GNU.sparse.numblocks", "1")
                + attribute("GNU.sparse.map", "2000000000,0");
        pack(tar -> {
            HostileArchives.letters(
                    tar, new TarArchiveEntry("PaxHeaders/x", TarConstants.LF_PAX_EXTENDED_HEADER_LC), attributes, 0);
            file(tar, "scan.txt", new byte[0]);
        });

        assertRefused("must begin with the file scan.txt");
    }

    /** An attribute begins with its own length, which is two digits here. */
    private static String attribute(String name, String value) {
        String rest = " " + name + "=" + value + "\n";
        return (rest.length() + 2) + rest;
    }

    @Test
    void shouldNotReadASecondMemberOfTheGzipFile() throws IOException {
        pack(tar -> file(tar, "scan.txt", "found".getBytes(StandardCharsets.UTF_8)));
        byte[] first = Files.readAllBytes(packed);
        pack(tar -> file(tar, "scan.txt", new byte[LONG]));
        byte[] second = Files.readAllBytes(packed);
        Files.write(packed, first);
        Files.write(packed, second, StandardOpenOption.APPEND);

        unpack(MOST);

        assertThat(target).hasContent("found");
    }

    @Test
    void shouldNotCallAnArchiveUnusableThatThereIsNoRoomFor() throws IOException {
        pack(tar -> file(tar, "scan.txt", new byte[1]));
        Files.delete(target);

        assertThatThrownBy(() -> unpack(MOST)).isInstanceOf(UncheckedIOException.class);
    }
}
