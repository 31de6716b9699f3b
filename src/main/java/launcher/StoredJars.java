package launcher;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Packs jars anew for the image, without compression: a layer of the image is compressed as a whole, which makes it far
 * smaller than jars whose files were compressed one by one, and the JVM has nothing to inflate when it starts. Native
 * libraries for other systems are left out. The same jars always give the same bytes.
 */
public final class StoredJars {
    private static final Pattern NATIVE = Pattern.compile(".*\\.(so|dll|dylib|jnilib|a|sl)");

    private StoredJars() {}

    /**
     * Packs the jars of some folders anew, each in its place. Their entries keep order and times. A jar gets the time
     * that it had, in whole seconds, because start caches hold only for jars with the times that they have seen, and a
     * layer has no parts of a second.
     *
     * @param folders the folders. Other files and folders in them stay as they are
     * @throws IOException if a folder or a jar cannot be read or written; the jar is then as it was
     */
    public static void main(String[] folders) throws IOException {
        for (String folder : folders) {
            try (DirectoryStream<Path> jars = Files.newDirectoryStream(Path.of(folder), "*.jar")) {
                for (Path jar : jars) {
                    pack(jar, System.getProperty("os.arch"));
                }
            }
        }
    }

    /**
     * Packs one jar anew.
     *
     * @param machine the architecture whose native libraries stay if they are for Linux, as Java names it
     * @throws IOException if the jar cannot be read or written; it is then as it was
     */
    static void pack(Path jar, String machine) throws IOException {
        FileTime time = FileTime.from(Files.getLastModifiedTime(jar).toInstant().getEpochSecond(), TimeUnit.SECONDS);
        Path packed = jar.resolveSibling(jar.getFileName() + ".new");
        try (ZipFile from = new ZipFile(jar.toFile());
                OutputStream file = new BufferedOutputStream(Files.newOutputStream(packed));
                ZipOutputStream to = new ZipOutputStream(file)) {
            for (ZipEntry entry : Collections.list(from.entries())) {
                if (!isForAnotherSystem(entry.getName(), machine)) {
                    store(from, entry, to);
                }
            }
        }
        Files.setLastModifiedTime(packed, time);
        Files.move(packed, jar, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void store(ZipFile from, ZipEntry entry, ZipOutputStream to) throws IOException {
        byte[] content;
        try (InputStream in = from.getInputStream(entry)) {
            content = in.readAllBytes();
        }
        CRC32 crc = new CRC32();
        crc.update(content);
        ZipEntry stored = new ZipEntry(entry.getName());
        // The local time is what a jar has, so that the result is the same in every time zone.
        stored.setTimeLocal(entry.getTimeLocal());
        stored.setMethod(ZipEntry.STORED);
        stored.setSize(content.length);
        stored.setCrc(crc.getValue());
        to.putNextEntry(stored);
        to.write(content);
        to.closeEntry();
    }

    private static boolean isForAnotherSystem(String name, String machine) {
        if (!NATIVE.matcher(name).matches()) {
            return false;
        }
        List<String> folders = List.of(name.toLowerCase(Locale.ROOT).split("/"));
        Set<String> names = machine.equals("amd64") ? Set.of("amd64", "x86_64") : Set.of(machine);
        return !folders.contains("linux") || Collections.disjoint(folders, names);
    }
}
