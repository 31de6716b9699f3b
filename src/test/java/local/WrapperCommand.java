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
            "(camel-(api|base|base-engine|bean|core-engine|core-languages|core-model|core-processor|core-reifier|direct"
                    + "|dsl-support|health|jackson|kafka|main|management-api|support|util|util-json|xml-jaxp-util"
                    + "|yaml-dsl|yaml-dsl-common|yaml-dsl-deserializers)"
                    + "|commons-(compress|io|lang3)|httpclient5|httpcore5|httpcore5-h2|jackson-(annotations|core|databind)"
                    + "|kafka-clients|logback-(classic|core)|slf4j-api|snakeyaml-engine)-[0-9][^/]*\\.jar");

    /** The AWS SDK, of which nothing is loaded before something needs it. */
    private static final Pattern AWS = Pattern.compile(
            ".*/software/amazon/(awssdk/(annotations|arns|auth|aws-core|aws-json-protocol|aws-query-protocol"
                    + "|aws-xml-protocol|checksums|checksums-spi|cloudwatch|crt-core|endpoints-spi|http-auth|http-auth-aws"
                    + "|http-auth-aws-eventstream|http-auth-spi|http-client-spi|identity-spi|json-utils|metrics-spi|profiles"
                    + "|protocol-core|regions|retries|retries-spi|s3|sdk-core|secretsmanager|smithy-rpcv2-protocol|sns|sts"
                    + "|third-party-jackson-core|third-party-jackson-dataformat-cbor|url-connection-client|utils"
                    + "|utils-lite)|eventstream/eventstream)/.*\\.jar"
                    + "|.*/reactive-streams-[0-9][^/]*\\.jar");

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
                && (JARS.matcher(entry.getFileName().toString()).matches()
                        || AWS.matcher(entry.toString()).matches())
                && !entry.toString().contains(OTHER_JACKSON + File.separator);
    }
}
