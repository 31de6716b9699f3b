package execution.results.nmap;

import execution.model.UnusableMessageException;
import execution.results.parser.ResultsContext;
import execution.results.parser.ResultsFile;
import execution.results.parser.ResultsParser;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Reads the XML of nmap (its option {@code -oX}) and publishes each host as soon as it was read. So a file of any size
 * takes the memory of its largest host. Of a file that is cut off, the hosts before the cut are published, and then the
 * file is unusable.
 */
@Component("nmapParser")
public class NmapParser implements ResultsParser {

    private final ScriptPlugins plugins;

    /**
     * @param plugins the beans; those that jars beside the service's name in
     *     {@code META-INF/services/execution.results.nmap.ScriptPlugin} are added
     */
    NmapParser(Collection<ScriptPlugin> plugins) {
        List<ScriptPlugin> all = new ArrayList<>(plugins);
        all.addAll(ScriptPlugins.ofJars(NmapParser.class.getClassLoader()));
        this.plugins = new ScriptPlugins(all);
    }

    @Override
    public void parse(ResultsFile file, ResultsContext context) throws IOException {
        int hosts = 0;
        try (InputStream bytes = file.open()) {
            XmlCursor cursor = new XmlCursor(bytes);
            String root = cursor.nextChild(0);
            if (!"nmaprun".equals(root)) {
                throw cursor.unusable("not the XML of nmap, but of " + root);
            }
            for (String name = cursor.nextChild(1); name != null; name = cursor.nextChild(1)) {
                if (name.equals("host")) {
                    new HostReader(cursor, plugins, context).read();
                    hosts++;
                }
            }
            cursor.end();
        } catch (UnusableMessageException e) {
            throw hosts == 0
                    ? e
                    : new UnusableMessageException(e.getMessage() + "; what comes before it, " + hosts
                            + (hosts == 1 ? " host, was published" : " hosts, was published"));
        }
    }
}
