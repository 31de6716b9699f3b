package documentation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.source.tree.ClassTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TaskEvent;
import com.sun.source.util.TaskListener;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * What the sources of the settings records say that their classes do not. Spring Boot's annotation processor reads it.
 * The processor runs here, and not only in the build, so that the page is never compared with what an older build left
 * behind.
 *
 * @param properties what the processor says of each setting, by key
 * @param comments the comment of each record, by the record's binary name
 */
record SettingsSources(Map<String, JsonNode> properties, Map<String, String> comments) {

    private static final String PROCESSOR =
            "org.springframework.boot.configurationprocessor.ConfigurationMetadataAnnotationProcessor";
    private static final String METADATA = "META-INF/spring-configuration-metadata.json";

    /**
     * Reads the sources of settings records.
     *
     * @param records whose sources are read, those of the groups in them included
     * @param directory an empty one, which takes what the processor writes
     * @throws AssertionError if the sources cannot be compiled; has the compiler's messages
     */
    static SettingsSources of(Collection<Class<?>> records, Path directory) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        Map<String, String> comments = new HashMap<>();
        StringWriter messages = new StringWriter();
        String classPath = System.getProperty("java.class.path");
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    messages,
                    files,
                    null,
                    List.of(
                            "-proc:only",
                            "-processor",
                            PROCESSOR,
                            "-processorpath",
                            classPath,
                            "-classpath",
                            classPath,
                            "-d",
                            directory.toString()),
                    null,
                    files.getJavaFileObjectsFromPaths(sources(records)));
            task.addTaskListener(new Comments(DocTrees.instance(task), comments));
            if (!task.call()) {
                throw new AssertionError("the settings records cannot be read: " + messages);
            }
        }
        Map<String, JsonNode> properties = new TreeMap<>();
        new ObjectMapper()
                .readTree(Files.readAllBytes(directory.resolve(METADATA)))
                .get("properties")
                .forEach(property -> properties.put(property.get("name").textValue(), property));
        return new SettingsSources(properties, comments);
    }

    /** The description of a setting as it stands in the source, or an empty text where there is none. */
    String description(String key) {
        return properties.get(key).path("description").asText();
    }

    private static Set<Path> sources(Collection<Class<?>> records) {
        Set<Path> sources = new LinkedHashSet<>();
        for (Class<?> type : records) {
            String name = type.getNestHost().getName();
            sources.add(Path.of("src/main/java", name.replace('.', '/') + ".java"));
        }
        return sources;
    }

    /** Notes the comment of each class when its file has been parsed. */
    private static final class Comments extends TreePathScanner<Void, String> implements TaskListener {

        private final DocTrees trees;
        private final Map<String, String> comments;

        Comments(DocTrees trees, Map<String, String> comments) {
            this.trees = trees;
            this.comments = comments;
        }

        @Override
        public void finished(TaskEvent event) {
            if (event.getKind() == TaskEvent.Kind.PARSE) {
                scan(event.getCompilationUnit(), event.getCompilationUnit().getPackageName() + ".");
            }
        }

        @Override
        public Void visitClass(ClassTree type, String before) {
            String name = before + type.getSimpleName();
            String comment = trees.getDocComment(getCurrentPath());
            if (comment != null) {
                comments.put(name, comment);
            }
            return super.visitClass(type, name + "$");
        }
    }
}
