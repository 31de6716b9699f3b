package execution.results;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.Deflater;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipParameters;

/** Archives that are small to upload, some of them, and cost whoever reads them carelessly all of the memory. */
public final class HostileArchives {

    private HostileArchives() {}

    /** What is put into an archive. */
    interface Content {
        void write(TarArchiveOutputStream tar) throws IOException;
    }

    static void pack(Path archive, Content content) throws IOException {
        GzipParameters fast = new GzipParameters();
        fast.setCompressionLevel(Deflater.BEST_SPEED);
        try (OutputStream out = Files.newOutputStream(archive);
                TarArchiveOutputStream tar = new TarArchiveOutputStream(new GzipCompressorOutputStream(out, fast))) {
            content.write(tar);
        }
    }

    static void file(TarArchiveOutputStream tar, String name, byte[] bytes) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(bytes.length);
        tar.putArchiveEntry(entry);
        tar.write(bytes);
        tar.closeArchiveEntry();
    }

    /** An entry of so many letters. */
    static void letters(TarArchiveOutputStream tar, TarArchiveEntry entry, String start, long number)
            throws IOException {
        entry.setSize(start.length() + number);
        tar.putArchiveEntry(entry);
        tar.write(start.getBytes(StandardCharsets.US_ASCII));
        write(tar, number);
        tar.closeArchiveEntry();
    }

    private static void write(OutputStream out, long number) throws IOException {
        byte[] letters = new byte[65_536];
        Arrays.fill(letters, (byte) 'x');
        for (long left = number; left > 0; left -= letters.length) {
            out.write(letters, 0, (int) Math.min(left, letters.length));
        }
    }

    /** In front of the file a name in GNU's form for long ones. */
    public static void longGnuName(Path archive, long bytes) throws IOException {
        pack(archive, tar -> longGnuName(tar, bytes));
    }

    static void longGnuName(TarArchiveOutputStream tar, long bytes) throws IOException {
        letters(tar, new TarArchiveEntry("././@LongLink", TarConstants.LF_GNUTYPE_LONGNAME), "", bytes);
        file(tar, "name", new byte[1]);
    }

    /** In front of the file a name in POSIX's form for long ones. */
    public static void longPaxName(Path archive, long bytes) throws IOException {
        String start = (bytes + 1_000) + " path=";
        pack(archive, tar -> {
            letters(
                    tar,
                    new TarArchiveEntry("PaxHeaders/x", TarConstants.LF_PAX_EXTENDED_HEADER_LC),
                    start,
                    bytes + 1_000 - start.length());
            file(tar, "name", new byte[1]);
        });
    }

    /**
     * A gzip header that does not end.
     *
     * @param flag 8 for a name, 16 for a comment
     */
    public static void longGzipHeader(Path archive, int flag, long bytes) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(archive))) {
            out.write(new byte[] {0x1f, (byte) 0x8b, 8, (byte) flag, 0, 0, 0, 0, 0, 0});
            write(out, bytes);
        }
    }

    /** The file that is wanted, in one line. */
    public static void oneLine(Path archive, String name, long bytes) throws IOException {
        pack(archive, tar -> letters(tar, new TarArchiveEntry(name), "", bytes));
    }

    /** The file that is wanted, and in front of each line what the parser looks for. */
    public static void manyFindings(Path archive, String name, int number) throws IOException {
        byte[] line = ("class sample/" + "C".repeat(1_500) + " uses deprecated class java/util/Observable\n")
                .getBytes(StandardCharsets.US_ASCII);
        pack(archive, tar -> {
            TarArchiveEntry entry = new TarArchiveEntry(name);
            entry.setSize((long) line.length * number);
            tar.putArchiveEntry(entry);
            for (int written = 0; written < number; written++) {
                tar.write(line);
            }
            tar.closeArchiveEntry();
        });
    }
}
