package execution.results.nmap;

import java.util.Map;
import org.springframework.stereotype.Component;

/** Reads what a web server says that it is: {@code http-server-header} of the port. */
@Component
class HttpServerHeaderPlugin implements ScriptPlugin {

    @Override
    public String script() {
        return "http-server-header";
    }

    @Override
    public Map<String, ?> read(Script script, HostContext host) {
        return Map.of(script(), script.table().texts());
    }
}
