package execution.results;

import execution.model.UnusableMessageException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/** Unpacks a results archive: one regular file, named like the archive less {@code .tar.gz}, of a bounded size. */
final class ResultsArchive {

    private static final String ENDING = ".tar.gz";

    private ResultsArchive() {}

    /**
     * @param mostBytes the most that the file may unpack to
     * @throws UnusableMessageException if the archive is not of that form
     */
    static void unpack(String name, Path packed, Path target, long mostBytes) throws IOException {
        String wanted = name.substring(0, name.length() - ENDING.length());
        try (TarArchiveInputStream tar = new TarArchiveInputStream(
                new GzipCompressorInputStream(new BufferedInputStream(Files.newInputStream(packed)), false))) {
            TarArchiveEntry entry = tar.getNextEntry();
            if (entry == null
                    || !entry.isFile()
                    || entry.isSymbolicLink()
                    || entry.isLink()
                    || !entry.getName().equals(wanted)) {
                throw new UnusableMessageException("the archive must begin with the file " + wanted);
            }
            if (entry.getSize() > mostBytes) {
                throw new UnusableMessageException(
                        "the archive's file has " + entry.getSize() + " bytes, at most " + mostBytes + " are read");
            }
            try (OutputStream out = Files.newOutputStream(target)) {
                copy(tar, out, mostBytes);
            }
            if (tar.getNextEntry() != null) {
                throw new UnusableMessageException("the archive holds more than one file");
            }
        } catch (UnusableMessageException e) {
            throw e;
        } catch (IOException | IllegalArgumentException e) {
            throw new UnusableMessageException("the archive cannot be unpacked: " + e.getMessage());
        }
    }

    private static void copy(InputStream in, OutputStream out, long mostBytes) throws IOException {
        byte[] buffer = new byte[65_536];
        long total = 0;
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            total += read;
            if (total > mostBytes) {
                throw new UnusableMessageException("the archive unpacks to more than " + mostBytes + " bytes");
            }
            out.write(buffer, 0, read);
        }
    }
}
