package execution.results;

import execution.model.UnusableMessageException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * Unpacks an archive of results. It has one regular file of a bounded size, named like the archive without
 * {@code .tar.gz}. Only the first member of the gzip file is read.
 */
final class ResultsArchive {

    private static final String ENDING = ".tar.gz";

    /**
     * The most bytes around the file: names and comments in gzip's header, and in front of and behind the file the tar
     * headers with their long names and attributes. The libraries keep all of these in memory.
     */
    private static final int MOST_AROUND = 65_536;

    /** A file that is no larger does no harm, however little of the archive it comes from. */
    private static final long ALWAYS_READ = 16L * 1_024 * 1_024;

    /**
     * How much is unpacked.
     *
     * @param mostBytes the most bytes that the file may unpack to
     * @param mostRatio how many times as large as the archive the file may be, where it has more than 16 MB
     */
    record Limits(long mostBytes, int mostRatio) {}

    private ResultsArchive() {}

    /** Gives the name of the file that an archive of this name holds. */
    static String fileName(String archive) {
        return archive.substring(0, archive.length() - ENDING.length());
    }

    /**
     * Unpacks an archive.
     *
     * @param packed an archive of bounded size
     * @param target a file that exists; if it was deleted, its owner has given up, and the archive is not unpacked
     * @param limits how much may come out of it
     * @throws UnusableMessageException if the archive is not of that form
     * @throws UncheckedIOException if the target cannot be written
     */
    static void unpack(String name, Path packed, Path target, Limits limits) {
        String wanted = fileName(name);
        try (BoundedStream file = new BoundedStream(
                Files.newInputStream(packed),
                MOST_AROUND,
                "the archive's gzip header has more than " + MOST_AROUND + " bytes")) {
            InputStream gunzip = new GzipCompressorInputStream(new BufferedInputStream(file));
            file.allow(Long.MAX_VALUE);
            BoundedStream unpacked = new BoundedStream(
                    gunzip,
                    MOST_AROUND,
                    "the archive has more than " + MOST_AROUND + " bytes in front of its file or behind it");
            TarArchiveInputStream tar = new TarArchiveInputStream(unpacked);
            TarArchiveEntry entry = tar.getNextEntry();
            if (entry == null || !isPlainFile(entry) || !entry.getName().equals(wanted)) {
                throw new UnusableMessageException("the archive must begin with the file " + wanted);
            }
            check(entry.getSize(), Files.size(packed), limits);
            unpacked.allow(entry.getSize() + MOST_AROUND);
            copy(tar, target);
            unpacked.allow(MOST_AROUND);
            if (tar.getNextEntry() != null) {
                throw new UnusableMessageException("the archive holds more than one file");
            }
        } catch (UnusableMessageException | UncheckedIOException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // The libraries answer some broken archives with errors that they do not declare.
            throw new UnusableMessageException("the archive cannot be unpacked: " + e.getMessage());
        }
    }

    /** Checks the size that the archive says its file has. No more bytes than that are read. */
    private static void check(long unpacked, long packed, Limits limits) {
        if (unpacked > limits.mostBytes()) {
            throw new UnusableMessageException(
                    "the archive's file has " + unpacked + " bytes, at most " + limits.mostBytes() + " are read");
        }
        if (unpacked > ALWAYS_READ && unpacked / limits.mostRatio() > packed) {
            throw new UnusableMessageException("the archive's file has " + unpacked + " bytes, more than "
                    + limits.mostRatio() + " times as many as the archive");
        }
    }

    /**
     * Tells whether the entry is a plain file: neither a link nor a device, nor a sparse file, which unpacks to more
     * bytes than it has in the archive.
     */
    private static boolean isPlainFile(TarArchiveEntry entry) {
        return (entry.getLinkFlag() == TarConstants.LF_NORMAL || entry.getLinkFlag() == TarConstants.LF_OLDNORM)
                && entry.isFile()
                && !entry.isSparse();
    }

    private static void copy(InputStream in, Path target) throws IOException {
        try (OutputStream out = open(target)) {
            byte[] buffer = new byte[65_536];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                write(out, buffer, read);
            }
        }
    }

    private static OutputStream open(Path target) {
        try {
            return Files.newOutputStream(target, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Tells whether writing failed. A full disk says nothing about the archive. */
    private static void write(OutputStream out, byte[] buffer, int length) {
        try {
            out.write(buffer, 0, length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
