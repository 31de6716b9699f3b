package execution.customisation;

import execution.yaml.YamlDocument;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The folder with the operator's routes. */
final class RoutesFolder {

    static final String ENDING = ".camel.yaml";

    /** The most files of the folder. A folder that has more is hardly one of routes. */
    private static final int MOST_FILES = 500;

    private final Path folder;

    RoutesFolder(Path folder) {
        this.folder = folder.toAbsolutePath().normalize();
    }

    /**
     * Reads all files of routes, in the order of their names.
     *
     * @throws IOException if the folder or a file cannot be read, or if there are more than {@value #MOST_FILES} files
     */
    List<RouteFile> read() throws IOException {
        List<RouteFile> files = new ArrayList<>();
        for (Path file : files()) {
            try (InputStream in = Files.newInputStream(file)) {
                byte[] content = in.readNBytes(YamlDocument.MOST_BYTES + 1);
                files.add(new RouteFile(file, content, YamlDocument.read(content)));
            }
        }
        return files;
    }

    /**
     * Tells files from those that were there before, without reading them.
     *
     * @return the time of the last change and the size, by the file
     * @throws IOException as {@link #read}
     */
    Map<Path, String> stamps() throws IOException {
        Map<Path, String> stamps = new TreeMap<>();
        for (Path file : files()) {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            stamps.put(file, attributes.lastModifiedTime() + " " + attributes.size() + " " + attributes.fileKey());
        }
        return stamps;
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> found = Files.list(folder)) {
            List<Path> files = found.filter(
                            file -> file.getFileName().toString().endsWith(ENDING))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .limit(MOST_FILES + 1L)
                    .toList();
            if (files.size() > MOST_FILES) {
                throw new IOException(folder + " has more than " + MOST_FILES + " files of routes");
            }
            return files;
        }
    }

    @Override
    public String toString() {
        return folder.toString();
    }
}
