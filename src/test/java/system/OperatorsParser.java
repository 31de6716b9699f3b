package system;

import execution.results.parser.ResultsContext;
import execution.results.parser.ResultsFile;
import execution.results.parser.ResultsParser;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Stands for a parser of an operator's own, which comes in a jar beside the service's. */
public final class OperatorsParser implements ResultsParser {

    @Override
    public void parse(ResultsFile file, ResultsContext context) throws Exception {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(file.open(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] words = line.split(" ");
                context.pushContext(Map.of("host", words[0]));
                context.postResults("places", Map.of("place", words[1]), false);
                context.popContext();
            }
        }
    }
}
