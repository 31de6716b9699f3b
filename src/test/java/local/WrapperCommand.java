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
public final class WrapperCommand {

    private static final String MAIN_CLASS = "wrapper.Wrapper";

    /** The jars that the wrapper needs beside its own classes; anything more only makes it slower. */
    private static final Pattern JARS = Pattern.compile(
            "(camel-(api|base|base-engine|core-engine|core-languages|core-model|core-processor|core-reifier|direct|main"
                    + "|management-api|support|util|util-json|xml-jaxp-util)"
                    + "|commons-(compress|io|lang3)|httpclient5|httpcore5|httpcore5-h2|jackson-(annotations|core|databind)"
                    + "|logback-(classic|core)|slf4j-api"
                    // The AWS SDK, of which nothing is loaded before something needs it.
                    + "|annotations|auth|aws-(core|json-protocol)|checksums(-spi)?|cloudwatch|endpoints-spi"
                    + "|http-auth(-aws|-spi)?|http-client-spi|identity-spi|json-utils|metrics-spi|profiles|protocol-core"
                    + "|reactive-streams|regions|retries(-spi)?|sdk-core|secretsmanager|smithy-rpcv2-protocol"
                    + "|third-party-jackson-(core|dataformat-cbor)|url-connection-client|utils(-lite)?)-[0-9][^/]*\\.jar");

    /** Another generation of Jackson comes with the embedded servers. */
    private static final Path OTHER_JACKSON = Path.of("tools", "jackson");

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
    public static List<String> classPath(String whole) {
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
        return Files.isRegularFile(entry)
                && JARS.matcher(entry.getFileName().toString()).matches()
                && !entry.toString().contains(OTHER_JACKSON + File.separator);
    }
}
