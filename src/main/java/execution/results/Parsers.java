package execution.results;

import execution.catalogue.Catalogue;
import execution.catalogue.TaskFile;
import execution.operations.OptionalStages;
import execution.results.parser.ResultsContext;
import execution.results.parser.ResultsFile;
import execution.results.parser.ResultsParser;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.ExchangeProperty;
import org.springframework.beans.BeanUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.stereotype.Component;
import org.springframework.util.ClassUtils;

/**
 * Knows what reads the results of a task: a bean, a class from an operator's jar, or a route. A job without a task
 * file, or whose file says nothing of it, has its results read by {@code direct:parse-<job_name>} where there is such a
 * route.
 */
@Component
public class Parsers {

    /** The exchange property with the name of the route that reads the results. */
    public static final String ROUTE = "results.parser-route";

    private final Catalogue catalogue;
    private final BeanFactory beans;
    private final OptionalStages stages;

    /** The one object of each class that a task file names. */
    private final Map<String, ResultsParser> classes = new ConcurrentHashMap<>();

    Parsers(Catalogue catalogue, BeanFactory beans, OptionalStages stages) {
        this.catalogue = catalogue;
        this.beans = beans;
        this.stages = stages;
    }

    /** Tells whether a bean or a class reads the job's results. */
    public boolean isInJava(@ExchangeProperty(ResultsOwner.JOB) String job) {
        return declared(job).filter(parser -> parser.route() == null).isPresent();
    }

    /**
     * Tells whether a route reads the job's results. A route that an operator has stopped counts, so that its results
     * wait.
     */
    public boolean isRoute(@ExchangeProperty(ResultsOwner.JOB) String job) {
        return stages.isThere(route(job));
    }

    /** Gives the name of the route that reads the job's results, which need not be there. */
    public String route(@ExchangeProperty(ResultsOwner.JOB) String job) {
        return declared(job).map(TaskFile.Parser::route).orElse("parse-" + job);
    }

    /**
     * Has a bean or a class read the results.
     *
     * @throws execution.model.UnusableMessageException if the results can never be read
     * @throws ResultsNotParsedException if the parser fails otherwise, or is not there
     */
    public ParsedResults parse(
            @ExchangeProperty(FetchedArchive.FILE) ResultsFile file,
            @ExchangeProperty(ResultsOwner.JOB) String job,
            @ExchangeProperty(DocumentsContexts.CONTEXT) ResultsContext context)
            throws Exception {
        TaskFile.Parser declared = declared(job).orElseThrow();
        try {
            parser(declared).parse(file, context);
        } catch (Exception | StackOverflowError e) {
            throw ParserAnswers.failure("the parser of " + job, e);
        }
        return ParsedResults.NONE;
    }

    private Optional<TaskFile.Parser> declared(String job) {
        return catalogue.find(job).map(TaskFile::parser);
    }

    private ResultsParser parser(TaskFile.Parser declared) {
        return declared.bean() != null
                ? beans.getBean(declared.bean(), ResultsParser.class)
                : classes.computeIfAbsent(declared.type(), Parsers::newParser);
    }

    private static ResultsParser newParser(String name) {
        Class<?> type = ClassUtils.resolveClassName(name, null);
        return BeanUtils.instantiateClass(type.asSubclass(ResultsParser.class));
    }

    /**
     * Says what is wrong with the parser of a task.
     *
     * @return a sentence that names the file, the key and the value; empty if the parser is there
     */
    Optional<String> problem(TaskFile task) {
        TaskFile.Parser declared = task.parser();
        if (declared == null) {
            return Optional.empty();
        }
        if (declared.route() != null) {
            return stages.isThere(declared.route())
                    ? Optional.empty()
                    : Optional.of(task.source() + ": parser.route: no route begins with direct:" + declared.route());
        }
        try {
            parser(declared);
            return Optional.empty();
        } catch (RuntimeException | LinkageError e) {
            String which = declared.bean() != null
                    ? "parser.bean: " + declared.bean() + " must be the name of a bean"
                    : "parser.class: " + declared.type() + " must be a class with a constructor without parameters, in"
                            + " the jar or beside it (-Dloader.path),";
            return Optional.of(task.source() + ": " + which + " that implements " + ResultsParser.class.getName() + ": "
                    + e.getMessage());
        }
    }
}
