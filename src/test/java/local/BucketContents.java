package local;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.springframework.asm.ClassWriter;
import org.springframework.asm.Opcodes;

/** Content for the buckets, made in memory. */
final class BucketContents {

    private static final String CLASS_NAME = "sample/Application";

    private BucketContents() {}

    /** A jar with one class that calls {@code new Integer(5)}, which jdeprscan reports on every JDK since 9. */
    static byte[] jar() {
        var bytes = new ByteArrayOutputStream();
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        try (var jar = new JarOutputStream(bytes, manifest)) {
            jar.putNextEntry(new JarEntry(CLASS_NAME + ".class"));
            jar.write(classFile());
            jar.closeEntry();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** A file that is no jar: jdeprscan ends with 1. */
    static byte[] brokenJar() {
        return "This is not a jar.\n".getBytes(StandardCharsets.UTF_8);
    }

    /** What an analyser found: one error and one warning. */
    static byte[] sarif() {
        return """
                {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [{
                  "tool": {"driver": {"name": "sample-analyser", "semanticVersion": "1.0.0", "rules": [
                    {"id": "null-dereference", "defaultConfiguration": {"level": "error"}}, {"id": "unused-variable"}]}},
                  "results": [
                    {"ruleId": "null-dereference", "message": {"text": "name may be null here"}, "locations": [
                      {"physicalLocation": {"artifactLocation": {"uri": "src/Sample.java"}, "region": {"startLine": 12}}}]},
                    {"ruleId": "unused-variable", "message": {"text": "count is never read"}, "locations": [
                      {"physicalLocation": {"artifactLocation": {"uri": "src/Sample.java"}, "region": {"startLine": 7}}}]}]}]}
                """
                .getBytes(StandardCharsets.UTF_8);
    }

    /** A results archive as a task makes it: a tar.gz with one file. */
    static byte[] results(String fileName, byte[] content) {
        var bytes = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream(new GzipCompressorOutputStream(bytes))) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            var entry = new TarArchiveEntry(fileName);
            entry.setSize(content.length);
            tar.putArchiveEntry(entry);
            tar.write(content);
            tar.closeArchiveEntry();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Written byte by byte because starting the compiler takes most of a second. */
    private static byte[] classFile() {
        var type = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        type.visit(Opcodes.V17, Opcodes.ACC_PUBLIC | Opcodes.ACC_FINAL, CLASS_NAME, null, "java/lang/Object", null);
        var method =
                type.visitMethod(Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC, "five", "()Ljava/lang/Integer;", null, null);
        method.visitCode();
        method.visitTypeInsn(Opcodes.NEW, "java/lang/Integer");
        method.visitInsn(Opcodes.DUP);
        method.visitInsn(Opcodes.ICONST_5);
        method.visitMethodInsn(Opcodes.INVOKESPECIAL, "java/lang/Integer", "<init>", "(I)V", false);
        method.visitInsn(Opcodes.ARETURN);
        method.visitMaxs(0, 0);
        method.visitEnd();
        type.visitEnd();
        return type.toByteArray();
    }
}
