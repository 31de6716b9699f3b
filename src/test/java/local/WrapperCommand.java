package local;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.regex.Pattern;

/** How the command wrapper is started from the classes this JVM runs on, in place of its image. */
public final class WrapperCommand {

    private static final String MAIN_CLASS = "wrapper.Wrapper";

    /** The lists of jars that the wrapper's image is laid out with. */
    private static final Path LAYOUT = Path.of("src", "main", "twrap");

    private WrapperCommand() {}

    /** The entry point: a small JVM that starts quickly, on the wrapper's class path. */
    public static List<String> entryPoint() {
        return List.of(javaTool("java"), jvmOptions(), "-cp", classPath(), MAIN_CLASS);
    }

    static String javaTool(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }

    /** The argument that has the JVM read the wrapper's JVM options. */
    public static String jvmOptions() {
        return "@" + LAYOUT.resolve("jvm.options").toAbsolutePath();
    }

    /**
     * Gives the part of this JVM's class path that the wrapper needs, in the wrapper's order: its classes, then the
     * jars of its layout.
     */
    public static String classPath() {
        return String.join(File.pathSeparator, classPath(System.getProperty("java.class.path"), artifacts()));
    }

    /** Gives the folder with the classes of the tests. */
    static Path testClasses() {
        return entries(System.getProperty("java.class.path")).stream()
                .filter(entry -> Files.isDirectory(entry) && entry.endsWith(Path.of("target", "test-classes")))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("target/test-classes is not on the class path"));
    }

    static List<String> classPath(String whole, List<String> artifacts) {
        var entries = entries(whole);
        var classPath = new ArrayList<>(entries.stream()
                .filter(entry -> Files.isDirectory(entry) && entry.endsWith(Path.of("target", "classes")))
                .toList());
        for (var artifact : artifacts) {
            classPath.add(entries.stream()
                    .filter(entry -> Files.isRegularFile(entry) && isOf(artifact, entry))
                    .findFirst()
                    .orElseThrow(
                            () -> new IllegalStateException(LAYOUT + ": " + artifact + " is not on the class path")));
        }
        return classPath.stream().map(Path::toString).toList();
    }

    private static List<String> artifacts() {
        try {
            var lines = new ArrayList<>(Files.readAllLines(LAYOUT.resolve("jars")));
            lines.addAll(Files.readAllLines(LAYOUT.resolve("jars-more")));
            return lines.stream()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // A jar lies in the folders that a Maven repository has for its artifact.
    private static boolean isOf(String artifact, Path jar) {
        var name = artifact.substring(artifact.lastIndexOf('/') + 1);
        return jar.toString().contains("/" + artifact + "/")
                && jar.getFileName().toString().matches(Pattern.quote(name) + "-[0-9].*\\.jar");
    }

    /** Gives the entries of a class path, and the entries that the manifests of its jars name. */
    private static Set<Path> entries(String whole) {
        Set<Path> entries = new LinkedHashSet<>();
        for (var entry : whole.split(Pattern.quote(File.pathSeparator))) {
            if (!entry.isEmpty()) {
                add(entries, Path.of(entry).toAbsolutePath().normalize());
            }
        }
        return entries;
    }

    private static void add(Set<Path> entries, Path entry) {
        if (entries.add(entry) && entry.toString().endsWith(".jar") && Files.isRegularFile(entry)) {
            manifestEntries(entry).forEach(named -> add(entries, named));
        }
    }

    /**
     * Reads the class path from the manifest of a jar. Where a class path is too long, Maven starts a JVM with a jar
     * that has only a manifest.
     */
    private static List<Path> manifestEntries(Path jar) {
        var named = new ArrayList<Path>();
        try (var file = new JarFile(jar.toFile())) {
            var manifest = file.getManifest();
            var classPath =
                    manifest == null ? null : manifest.getMainAttributes().getValue("Class-Path");
            if (classPath != null) {
                for (var entry : classPath.trim().split(" +")) {
                    var uri = jar.toUri().resolve(URI.create(entry));
                    if ("file".equals(uri.getScheme())) {
                        named.add(Path.of(uri).normalize());
                    }
                }
            }
        } catch (IOException e) {
            // The file is no jar, so nothing can be loaded from it.
        }
        return named;
    }
}
