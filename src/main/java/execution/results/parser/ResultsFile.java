package execution.results.parser;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/** The one file of a task's archive of results. */
public interface ResultsFile {

    /** Gives the name of the file in the archive, which was validated. */
    String name();

    /**
     * Gives what the task said of its results: the metadata of the object, such as {@code scan_start_time}. It comes
     * from outside, and says nothing of who the results belong to.
     */
    Map<String, String> metadata();

    /** Opens the file. The caller closes the stream, which never gives more bytes than results may have. */
    InputStream open() throws IOException;
}
