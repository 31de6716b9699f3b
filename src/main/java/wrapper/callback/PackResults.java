package wrapper.callback;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wrapper.config.Contract;
import wrapper.run.CommandOutcome;
import wrapper.run.Run;
import wrapper.run.Step;
import wrapper.run.WorkDirectory;

/**
 * Packs the results as {@code <scan request>-<start>-<task>.<extension>.tar.gz}. In it is one file, whose name is the
 * same without {@code .tar.gz}: the file that the command left at {@code RESULTS_FILE}, or else its stdout. If both are
 * empty, nothing is packed.
 */
public final class PackResults implements Step {
    private static final Logger LOG = LoggerFactory.getLogger(PackResults.class);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    @Override
    public void perform(Run run) {
        WorkDirectory directory = run.directory().orElseThrow();
        try {
            boolean own = Files.isRegularFile(directory.results()) && Files.size(directory.results()) > 0;
            Path results = own ? directory.results() : directory.stdout();
            if (Files.size(results) == 0) {
                LOG.info("no results: neither a results file nor stdout");
                return;
            }
            String name = name(run.contract().orElseThrow(), run.outcome().orElseThrow());
            Path archive = directory.archive(name + ".tar.gz");
            pack(results, name, archive);
            run.packed(archive);
            LOG.info("packed the {}", own ? "results file" : "stdout as results");
        } catch (IOException e) {
            run.resultsFailed(
                    "upload: the results cannot be packed (" + e.getClass().getSimpleName() + ")");
        }
    }

    /** Gives the name of the packed file. */
    static String name(Contract contract, CommandOutcome outcome) {
        return contract.scanRequestId() + "-" + TIME.format(outcome.started()) + "-" + contract.task() + "."
                + contract.resultsExtension();
    }

    /** Packs one file under a name. */
    static void pack(Path file, String name, Path archive) throws IOException {
        try (OutputStream out = Files.newOutputStream(archive);
                // The JDK's gzip, because that of commons-compress would need commons-codec on the class path.
                TarArchiveOutputStream tar =
                        new TarArchiveOutputStream(new GZIPOutputStream(out, 64 * 1024), "UTF-8")) {
            // A plain tar file has no files over 8 GiB and no names over 100 characters.
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            TarArchiveEntry entry = new TarArchiveEntry(name);
            entry.setSize(Files.size(file));
            entry.setModTime(Files.getLastModifiedTime(file));
            tar.putArchiveEntry(entry);
            Files.copy(file, tar);
            tar.closeArchiveEntry();
        }
    }
}
