package local;

import java.io.File;
import java.io.IOException;
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
final class WrapperCommand {

    private static final String MAIN_CLASS = "wrapper.Wrapper";

    /** What the wrapper may need at run time; the service's and the tests' own libraries only make it slower. */
    private static final Pattern JARS = Pattern.compile(
            "(camel-|jackson-|slf4j-|logback-|jul-to-slf4j|commons-(compress|io|lang3|codec|logging)-|snakeyaml|"
                    + "httpclient-|httpcore-|reactive-streams-).*\\.jar");

    private static final Pattern OTHER_JARS = Pattern.compile("camel-.*-starter-.*|camel-(spring|test|kafka).*");
    private static final Path AWS_LIBRARIES = Path.of("software", "amazon");

    private WrapperCommand() {}

    /** The entry point: a small JVM that starts quickly, on the wrapper's class path. */
    static List<String> entryPoint() {
        return List.of(
                javaTool("java"),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-cp",
                String.join(File.pathSeparator, classPath(System.getProperty("java.class.path"))),
                MAIN_CLASS);
    }

    static String javaTool(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }

    /** The entries of a class path that the wrapper needs, those named in the manifests of its jars included. */
    static List<String> classPath(String whole) {
        Set<Path> entries = new LinkedHashSet<>();
        for (var entry : whole.split(Pattern.quote(File.pathSeparator))) {
            if (!entry.isEmpty()) {
                add(entries, Path.of(entry).toAbsolutePath().normalize());
            }
        }
        return entries.stream()
                .filter(WrapperCommand::isNeeded)
                .map(Path::toString)
                .toList();
    }

    private static void add(Set<Path> entries, Path entry) {
        if (entries.add(entry) && entry.toString().endsWith(".jar") && Files.isRegularFile(entry)) {
            manifestEntries(entry).forEach(named -> add(entries, named));
        }
    }

    /** Maven starts JVMs with a jar that has nothing but a manifest where a class path gets too long. */
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
            // Not a jar: nothing can be loaded from it either.
        }
        return named;
    }

    private static boolean isNeeded(Path entry) {
        if (Files.isDirectory(entry)) {
            return entry.endsWith(Path.of("target", "classes"));
        }
        var name = entry.getFileName().toString();
        return Files.isRegularFile(entry)
                && (JARS.matcher(name).matches() && !OTHER_JARS.matcher(name).matches() || isOfAws(entry));
    }

    private static boolean isOfAws(Path entry) {
        return entry.getParent() != null && entry.toString().contains(AWS_LIBRARIES + File.separator);
    }
}
