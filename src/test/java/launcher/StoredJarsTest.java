package launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Collections;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredJarsTest {
    private static final LocalDateTime THEN = LocalDateTime.of(2024, 5, 6, 7, 8, 10);
    private static final String TEXT = "the same again and again ".repeat(100);
    private static final String LINUX = "com/code/linux/amd64/libcode.so";
    private static final String LINUX_ALSO = "native/Linux/x86_64/libcode.so";
    private static final String ARM = "com/code/linux/aarch64/libcode.so";

    @TempDir
    Path folder;

    @Test
    void shouldStoreWhatAJarHasInItsOrderAndWithItsTimes() throws IOException {
        Path jar = jar("a.jar", "META-INF/MANIFEST.MF", "META-INF/versions/21/A.class", "b/", "b/A.class", "A.class");

        StoredJars.main(new String[] {folder.toString()});

        try (JarFile packed = new JarFile(jar.toFile())) {
            assertThat(packed.isMultiRelease()).isTrue();
            assertThat(Collections.list(packed.entries()))
                    .allSatisfy(entry -> {
                        assertThat(entry.getMethod()).isEqualTo(ZipEntry.STORED);
                        assertThat(entry.getTimeLocal()).isEqualTo(THEN);
                    })
                    .extracting(ZipEntry::getName)
                    .containsExactly(
                            "META-INF/MANIFEST.MF", "META-INF/versions/21/A.class", "b/", "b/A.class", "A.class");
            assertThat(packed.getInputStream(packed.getEntry("b/A.class"))).hasContent(TEXT);
        }
    }

    @Test
    void shouldGiveTheJarItsTimeInWholeSeconds() throws IOException {
        Path jar = jar("a.jar", "A.class");
        Files.setLastModifiedTime(jar, FileTime.from(Instant.parse("2026-01-02T03:04:05.678Z")));

        StoredJars.main(new String[] {folder.toString()});

        assertThat(Files.getLastModifiedTime(jar).toInstant()).isEqualTo("2026-01-02T03:04:05Z");
    }

    @Test
    void shouldGiveTheSameBytesForAJarThatIsPackedAlready() throws IOException {
        Path jar = jar("a.jar", "META-INF/MANIFEST.MF", "A.class", LINUX);
        StoredJars.pack(jar, "amd64");
        byte[] once = Files.readAllBytes(jar);

        StoredJars.pack(jar, "amd64");

        assertThat(jar).hasBinaryContent(once);
    }

    @Test
    void shouldKeepOnlyTheNativeLibrariesOfThisSystem() throws IOException {
        String[] entries = {
            LINUX,
            LINUX_ALSO,
            ARM,
            "com/code/darwin/aarch64/libcode.dylib",
            "win/amd64/code.dll",
            "libcode.so",
            "so.class"
        };

        assertThat(packedFor("amd64", entries)).containsExactly(LINUX, LINUX_ALSO, "so.class");
        assertThat(packedFor("aarch64", entries)).containsExactly(ARM, "so.class");
    }

    @Test
    void shouldLeaveOtherFilesAsTheyAre() throws IOException {
        Path other = Files.writeString(folder.resolve("notes.txt"), TEXT);

        StoredJars.main(new String[] {folder.toString()});

        assertThat(other).hasContent(TEXT);
        assertThat(folder).isDirectoryNotContaining("glob:**.new");
    }

    @Test
    void shouldLeaveAJarThatCannotBeReadAsItIs() throws IOException {
        Path jar = Files.writeString(folder.resolve("a.jar"), TEXT);

        assertThatThrownBy(() -> StoredJars.main(new String[] {folder.toString()}))
                .isInstanceOf(IOException.class);

        assertThat(jar).hasContent(TEXT);
    }

    private List<String> packedFor(String machine, String... entries) throws IOException {
        Path jar = jar(machine + ".jar", entries);
        StoredJars.pack(jar, machine);
        try (JarFile packed = new JarFile(jar.toFile())) {
            return Collections.list(packed.entries()).stream()
                    .map(ZipEntry::getName)
                    .toList();
        }
    }

    private Path jar(String name, String... entries) throws IOException {
        Path jar = folder.resolve(name);
        try (OutputStream file = Files.newOutputStream(jar);
                ZipOutputStream out = new ZipOutputStream(file)) {
            for (String entry : entries) {
                ZipEntry added = new ZipEntry(entry);
                added.setTimeLocal(THEN);
                out.putNextEntry(added);
                if (!entry.endsWith("/")) {
                    String text = entry.endsWith(".MF") ? "Manifest-Version: 1.0\nMulti-Release: true\n\n" : TEXT;
                    out.write(text.getBytes(UTF_8));
                }
                out.closeEntry();
            }
        }
        return jar;
    }
}
