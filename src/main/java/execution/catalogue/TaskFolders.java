package execution.catalogue;

import execution.operations.StartRefusedException;
import execution.yaml.YamlDocument;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.stereotype.Component;

/** Finds the files of tasks: the shipped ones, and those in the operators' folders. */
@Component
class TaskFolders {

    private static final String ENDING = ".yaml";

    /** The most files of a folder. A folder that has more is hardly one of tasks. */
    private static final int MOST_FILES = 1_000;

    private final CatalogueProperties properties;

    TaskFolders(CatalogueProperties properties) {
        this.properties = properties;
    }

    /**
     * A file that was found.
     *
     * @param source what people are told: {@code classpath:tasks/<name>.yaml}, or the file's name within the
     *     operator's folder
     * @param content one byte more than a file may have, if the file has more
     */
    record Found(String name, String source, byte[] content) {}

    /**
     * Reads the files, one for each name: of several the one in the folder that is named last.
     *
     * @throws StartRefusedException if a folder cannot be read
     */
    Map<String, Found> find() {
        Map<String, Found> files = new LinkedHashMap<>();
        try {
            for (Resource resource :
                    new PathMatchingResourcePatternResolver().getResources("classpath*:tasks/*.yaml")) {
                String file = resource.getFilename();
                try (InputStream content = resource.getInputStream()) {
                    put(files, file, "classpath:tasks/" + file, content, false);
                }
            }
        } catch (IOException e) {
            throw new StartRefusedException("The shipped tasks cannot be read: " + e, e);
        }
        properties.tasksDir().forEach(folder -> addAll(files, folder));
        return files;
    }

    private static void addAll(Map<String, Found> files, Path folder) {
        try (Stream<Path> found = Files.list(folder)) {
            List<Path> ours = found.filter(file -> file.getFileName().toString().endsWith(ENDING))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .limit(MOST_FILES + 1L)
                    .toList();
            if (ours.size() > MOST_FILES) {
                throw new StartRefusedException(
                        "execution.tasks-dir: " + folder + " has more than " + MOST_FILES + " files of tasks");
            }
            for (Path file : ours) {
                try (InputStream content = Files.newInputStream(file)) {
                    String name = file.getFileName().toString();
                    put(files, name, name, content, true);
                }
            }
        } catch (IOException e) {
            throw new StartRefusedException("execution.tasks-dir: " + folder + " is no folder that can be read", e);
        }
    }

    private static void put(Map<String, Found> files, String file, String source, InputStream content, boolean replaces)
            throws IOException {
        String name = file.substring(0, file.length() - ENDING.length());
        Found found = new Found(name, source, content.readNBytes(YamlDocument.MOST_BYTES + 1));
        if (replaces) {
            files.put(name, found);
        } else {
            files.putIfAbsent(name, found);
        }
    }
}
