package execution.results.nmap;

import com.fasterxml.jackson.databind.JsonNode;
import execution.results.RecordedResults;
import execution.results.TextFile;
import execution.results.parser.ResultsFile;
import java.io.IOException;
import java.util.List;

/** What the parser makes of a file, with the plugins that are shipped. */
final class ParsedNmap {

    static final List<ScriptPlugin> SHIPPED =
            List.of(new HttpServerHeaderPlugin(), new SslCertPlugin(), new SslEnumCiphersPlugin(), new VulnersPlugin());

    private ParsedNmap() {}

    static RecordedResults of(String xml) throws IOException {
        return of(new TextFile("results.xml", xml));
    }

    static RecordedResults of(ResultsFile file) throws IOException {
        RecordedResults results = new RecordedResults("nmap", "2019-04-17T12:56:27Z");
        NmapParsers.shipped().parse(file, results.context());
        return results;
    }

    /** Gives the only document of a type. */
    static JsonNode only(RecordedResults results, String type) {
        List<JsonNode> documents = results.documents(type);
        if (documents.size() != 1) {
            throw new AssertionError(documents.size() + " documents " + type);
        }
        return documents.get(0).path("Data");
    }
}
