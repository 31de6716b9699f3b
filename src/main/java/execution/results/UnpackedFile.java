package execution.results;

import execution.results.parser.ResultsFile;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The file of an archive, as it was unpacked. */
record UnpackedFile(String name, Map<String, String> metadata, Path path) implements ResultsFile {

    private static final int BUFFER = 65_536;

    @Override
    public InputStream open() throws IOException {
        return new BufferedInputStream(Files.newInputStream(path), BUFFER);
    }
}
