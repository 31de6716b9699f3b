package system;

import execution.results.parser.ResultsContext;
import execution.results.parser.ResultsFile;
import execution.results.parser.ResultsParser;
import org.apache.camel.Component;
import org.apache.camel.support.DefaultComponent;

/** Stands for a parser of an operator's own, which is not in the service's jar and uses classes of the jar. */
public final class BesideTheJar implements ResultsParser {

    static final String WORDS = "both are found";

    private BesideTheJar() {}

    @Override
    public void parse(ResultsFile file, ResultsContext context) {
        // It is only looked for.
    }

    /**
     * Says that it was found, and with it Camel and what parsers are written against.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) {
        System.out.println(Component.class.isAssignableFrom(DefaultComponent.class) ? WORDS : "");
    }
}
