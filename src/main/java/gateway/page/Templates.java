package gateway.page;

import gg.jte.CodeResolver;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * The templates below {@code resources/templates}. The build compiles them. Where the service runs from classes
 * and a template was changed since, each is compiled when it is first used. JTE escapes every value for the place at
 * which it stands.
 */
@Component
class Templates {

    private TemplateEngine engine;

    /**
     * Renders a template.
     *
     * @param name the name of the template's file without its ending
     * @param values the values of the template's parameters by their names
     */
    String render(String name, Map<String, Object> values) {
        StringOutput output = new StringOutput();
        engine().render(name + ".jte", values, output);
        return output.toString();
    }

    private synchronized TemplateEngine engine() {
        if (engine == null) {
            engine = isCompiled() ? TemplateEngine.createPrecompiled(ContentType.Html) : compiling();
            engine.setTrimControlStructures(true);
        }
        return engine;
    }

    /** Tells whether the classes of the templates are what the build made of the templates as they are now. */
    private static boolean isCompiled() {
        File templates = file("templates");
        File classes = file("gg/jte/generated/precompiled");
        if (templates == null) {
            // The service runs from its jar, which has no compiler.
            return true;
        }
        return classes != null && newest(templates) <= oldest(classes);
    }

    private static File file(String resource) {
        URL url = Templates.class.getClassLoader().getResource(resource);
        return url == null || !"file".equals(url.getProtocol()) ? null : new File(url.getPath());
    }

    private static long newest(File folder) {
        return times(folder).max().orElse(0);
    }

    private static long oldest(File folder) {
        return times(folder).min().orElse(0);
    }

    private static LongStream times(File folder) {
        return Stream.of(folder.listFiles()).mapToLong(File::lastModified);
    }

    private static TemplateEngine compiling() {
        try {
            CodeResolver templates = (CodeResolver) Class.forName("gg.jte.resolve.ResourceCodeResolver")
                    .getConstructor(String.class)
                    .newInstance("templates");
            return TemplateEngine.create(templates, Files.createTempDirectory("templates"), ContentType.Html);
        } catch (IOException e) {
            throw new UncheckedIOException("there is no place for compiled templates", e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the compiler of templates is not as it was", e);
        }
    }
}
