package launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The jars of an operator beside the service: those in the folders that the variable {@code LOADER_PATH} or the
 * property {@code loader.path} names. The launcher of the one jar has them on its class path already; where the service
 * is laid out as plain jars, they get a class loader of their own, because the start cache is good for one class path.
 */
final class BesideTheService {

    private BesideTheService() {}

    /** Has this thread, and with it Spring and Camel, look for classes and files in those jars as well. */
    static void use() throws IOException {
        ClassLoader own = BesideTheService.class.getClassLoader();
        String folders = System.getProperty("loader.path", System.getenv("LOADER_PATH"));
        if (folders != null && own == ClassLoader.getSystemClassLoader()) {
            Thread.currentThread().setContextClassLoader(new URLClassLoader(jars(folders), own));
        }
    }

    /**
     * Finds the jars in folders.
     *
     * @param folders folders or jars, with commas between them; one that is not there is passed over
     * @return the jars in the order of the folders, and in each by name; of a folder, the folder itself as well
     */
    static URL[] jars(String folders) throws IOException {
        List<URL> jars = new ArrayList<>();
        for (String folder : folders.split(",")) {
            Path path = Path.of(folder.strip());
            if (Files.exists(path) && !folder.isBlank()) {
                jars.add(url(path));
            }
            if (Files.isDirectory(path)) {
                try (Stream<Path> files = Files.list(path)) {
                    files.filter(file -> file.toString().endsWith(".jar"))
                            .sorted()
                            .forEach(file -> jars.add(url(file)));
                }
            }
        }
        return jars.toArray(URL[]::new);
    }

    private static URL url(Path path) {
        try {
            return path.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e);
        }
    }
}
