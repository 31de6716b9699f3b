package execution.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import execution.catalogue.Catalogue;
import execution.catalogue.TaskFile;
import execution.catalogue.TaskText;
import execution.model.UnusableMessageException;
import execution.operations.OptionalStages;
import execution.operations.StartRefusedException;
import execution.results.parser.ResultsContext;
import execution.results.parser.ResultsFile;
import execution.results.parser.ResultsParser;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mockito.Mockito;
import org.springframework.beans.factory.support.StaticListableBeanFactory;

class ParsersTest {

    private static final ResultsFile FILE = new UnpackedFile("scan.txt", Map.of(), Path.of("scan.txt"));

    private final StaticListableBeanFactory beans = new StaticListableBeanFactory();
    private final OptionalStages stages = mock(OptionalStages.class);
    private final ResultsContext context = mock(ResultsContext.class);

    /** Stands for a class of an operator. */
    static final class OwnParser implements ResultsParser {

        private static final List<String> READ = new ArrayList<>();
        private static int made;

        private OwnParser() {
            made++;
        }

        @Override
        public void parse(ResultsFile file, ResultsContext context) {
            READ.add(file.name());
        }
    }

    /** No class for a task file: nobody knows what it wants. */
    static final class Demanding implements ResultsParser {

        Demanding(String want) {
            throw new AssertionError(want);
        }

        @Override
        public void parse(ResultsFile file, ResultsContext context) {
            throw new AssertionError();
        }
    }

    private static TaskFile task(String name, String parser) {
        return TaskText.task(name, "title: A task\ncontainer: {task_definition: x}\n" + parser);
    }

    private Parsers parsers(TaskFile... tasks) {
        return new Parsers(Catalogue.of(tasks), beans, stages);
    }

    @Test
    void shouldHaveResultsReadByTheRouteOfTheJobWhereNothingElseIsSaid() {
        when(stages.isThere("parse-without-file")).thenReturn(true);
        Parsers parsers = parsers(task("scan", ""));

        assertThat(parsers.isInJava("without-file")).isFalse();
        assertThat(parsers.isRoute("without-file")).isTrue();
        assertThat(parsers.route("without-file")).isEqualTo("parse-without-file");
        assertThat(parsers.isInJava("scan")).isFalse();
        assertThat(parsers.isRoute("scan")).isFalse();
        assertThat(parsers.route("scan")).isEqualTo("parse-scan");
    }

    @Test
    void shouldHaveResultsReadByTheRouteThatTheTaskNames() {
        when(stages.isThere("read-xml")).thenReturn(true);
        Parsers parsers = parsers(task("scan", "parser: {route: read-xml}\n"));

        assertThat(parsers.isInJava("scan")).isFalse();
        assertThat(parsers.isRoute("scan")).isTrue();
        assertThat(parsers.route("scan")).isEqualTo("read-xml");
    }

    @Test
    void shouldHaveResultsReadByABean() throws Exception {
        ResultsParser bean = mock(ResultsParser.class);
        beans.addBean("scanParser", bean);
        Parsers parsers = parsers(task("scan", "parser: {bean: scanParser}\n"));

        assertThat(parsers.isInJava("scan")).isTrue();
        assertThat(parsers.parse(FILE, "scan", context)).isSameAs(ParsedResults.NONE);

        Mockito.verify(bean).parse(FILE, context);
    }

    @Test
    void shouldHaveResultsReadByOneObjectOfAClass() throws Exception {
        Parsers parsers = parsers(task("scan", "parser: {class: " + OwnParser.class.getName() + "}\n"));
        int before = OwnParser.made;

        assertThat(parsers.isInJava("scan")).isTrue();
        parsers.parse(FILE, "scan", context);
        parsers.parse(FILE, "scan", context);

        assertThat(OwnParser.made - before).isEqualTo(1);
        assertThat(OwnParser.READ).endsWith("scan.txt", "scan.txt");
    }

    @Test
    void shouldHaveResultsReadByAClassFromAnOperatorsJar(@TempDir Path folder) throws Exception {
        Path source = Files.writeString(
                folder.resolve("HostsParser.java"),
                """
                package com.example;
                import execution.results.parser.*;
                public class HostsParser implements ResultsParser {
                    public void parse(ResultsFile file, ResultsContext context) {
                        context.postResults(file.name(), java.util.Map.of(), true);
                    }
                }
                """);
        assertThat(ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                null,
                                null,
                                "-cp",
                                System.getProperty("java.class.path"),
                                "-proc:none",
                                "-d",
                                folder.toString(),
                                source.toString()))
                .isZero();
        Path jar = folder.resolve("parser.jar");
        String entry = "com/example/HostsParser.class";
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new ZipEntry(entry));
            Files.copy(folder.resolve(entry), out);
        }
        TaskFile task = task("scan", "parser: {class: com.example.HostsParser}\n");
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        Parsers parsers = parsers(task);
        // The launcher of the service's jar makes such a class loader of the folders that -Dloader.path names.
        try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, before)) {
            thread.setContextClassLoader(loader);
            assertThat(parsers.problem(task)).isEmpty();
            thread.setContextClassLoader(before);

            parsers.parse(FILE, "scan", context);
        } finally {
            thread.setContextClassLoader(before);
        }

        Mockito.verify(context).postResults("scan.txt", Map.of(), true);
    }

    @Test
    void shouldSayWhatTheFailureOfAParserMeans() throws Exception {
        ResultsParser bean = mock(ResultsParser.class);
        beans.addBean("scanParser", bean);
        Parsers parsers = parsers(task("scan", "parser: {bean: scanParser}\n"));
        Mockito.doThrow(new UnusableMessageException("cut off"))
                .doThrow(new StackOverflowError())
                .doThrow(new IllegalStateException("a bug"))
                .when(bean)
                .parse(any(), any());

        assertThatThrownBy(() -> parsers.parse(FILE, "scan", context))
                .isInstanceOf(UnusableMessageException.class)
                .hasMessage("cut off");
        assertThatThrownBy(() -> parsers.parse(FILE, "scan", context))
                .isInstanceOf(UnusableMessageException.class)
                .hasMessage("the parser needs more stack than there is: the parser of scan");
        assertThatThrownBy(() -> parsers.parse(FILE, "scan", context))
                .isInstanceOf(ResultsNotParsedException.class)
                .hasMessage("the parser of scan failed")
                .hasRootCauseMessage("a bug");
    }

    @Test
    void shouldReadResultsAgainWhoseParserIsNotThere() {
        Parsers parsers = parsers(task("scan", "parser: {class: com.example.Missing}\n"));

        assertThatThrownBy(() -> parsers.parse(FILE, "scan", context)).isInstanceOf(ResultsNotParsedException.class);
    }

    private void check(TaskFile... tasks) {
        Catalogue catalogue = Catalogue.of(tasks);
        new ParserCheck(catalogue, new Parsers(catalogue, beans, stages)).onCamelContextStarting(null, false);
    }

    @Test
    void shouldStopTheStartAndNameEachParserThatIsNotThere() {
        beans.addBean("notAParser", "text");

        assertThatThrownBy(() -> check(
                        task("a", "parser: {bean: missing}\n"),
                        task("b", "parser: {bean: notAParser}\n"),
                        task("c", "parser: {class: com.example.Missing}\n"),
                        task("d", "parser: {class: java.lang.String}\n"),
                        task("e", "parser: {class: " + Demanding.class.getName() + "}\n"),
                        task("f", "parser: {route: missing}\n")))
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining("a.yaml: parser.bean: missing must be the name of a bean that implements")
                .hasMessageContaining("b.yaml: parser.bean: notAParser")
                .hasMessageContaining("c.yaml: parser.class: com.example.Missing must be a class")
                .hasMessageContaining("-Dloader.path")
                .hasMessageContaining("d.yaml: parser.class: java.lang.String")
                .hasMessageContaining("e.yaml: parser.class: " + Demanding.class.getName())
                .hasMessageContaining("f.yaml: parser.route: no route begins with direct:missing");
    }

    @Test
    void shouldStartWhereAllParsersAreThere() {
        beans.addBean("scanParser", mock(ResultsParser.class));
        when(stages.isThere("read-xml")).thenReturn(true);

        assertThatCode(() -> check(
                        task("a", ""),
                        task("b", "parser: {bean: scanParser}\n"),
                        task("c", "parser: {class: " + OwnParser.class.getName() + "}\n"),
                        task("d", "parser: {route: read-xml}\n")))
                .doesNotThrowAnyException();
    }
}
