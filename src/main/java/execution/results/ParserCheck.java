package execution.results;

import execution.catalogue.Catalogue;
import execution.operations.StartCheck;
import execution.operations.StartRefusedException;
import java.util.List;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.springframework.stereotype.Component;

/** Stops the start if a task file names a parser that is not there. */
@Component
class ParserCheck implements StartCheck {

    private final Catalogue catalogue;
    private final Parsers parsers;

    ParserCheck(Catalogue catalogue, Parsers parsers) {
        this.catalogue = catalogue;
        this.parsers = parsers;
    }

    /** @throws StartRefusedException that names each parser that is not there */
    @Override
    public void onCamelContextStarting(CamelContext context, boolean alreadyStarted) {
        List<String> problems = catalogue.all().stream()
                .map(parsers::problem)
                .flatMap(Optional::stream)
                .toList();
        if (!problems.isEmpty()) {
            throw new StartRefusedException(
                    "The parsers of tasks cannot be used:\n  - " + String.join("\n  - ", problems));
        }
    }
}
