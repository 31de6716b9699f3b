package gateway.cluster;

import execution.fleet.WorkerAddresses;
import execution.fleet.WorkerAnswer;
import execution.fleet.WorkerCalls;
import execution.fleet.WorkersProperties.Address;
import gateway.access.Visitor;
import gateway.page.Html;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;

/** The pages of workers, whose parts may be of any tenant. */
@Controller
class WorkerController {

    private static final String WORKER = "/ui/worker";

    private final WorkerAddresses addresses;
    private final WorkerCalls calls;
    private final Html html;

    WorkerController(WorkerAddresses addresses, WorkerCalls calls, Html html) {
        this.addresses = addresses;
        this.calls = calls;
        this.html = html;
    }

    @GetMapping("/ui/workers")
    ResponseEntity<String> workers() {
        Visitor.current().requireAllTenants();
        List<Address> configured = addresses.configured();
        List<WorkerAnswer> answers = calls.ask(configured);
        return html.page(
                "Workers",
                "workers",
                new WorkersPage(
                        IntStream.range(0, configured.size())
                                .mapToObj(i -> new WorkersPage.Row(
                                        WORKER + "?address="
                                                + encoded(configured.get(i).toString()),
                                        configured.get(i).toString(),
                                        answers.get(i)))
                                .toList(),
                        calls.isPossible()));
    }

    /** Shows a worker of the configuration, or one that is a task of a cluster. No other address is asked. */
    @GetMapping(WORKER)
    ResponseEntity<String> worker(
            @RequestParam(required = false) String address,
            @RequestParam(required = false) String cluster,
            @RequestParam(required = false) String task) {
        Visitor.current().requireAllTenants();
        Optional<Address> asked = address == null
                ? ClusterController.ask(() -> addresses.ofTask(cluster, task))
                : addresses.configured(address);
        Address worker = asked.orElseThrow(() -> new ResponseStatusException(
                HttpStatus.NOT_FOUND,
                "Only a worker is asked that is configured, or that is a task that runs and that no attempt started."));
        return html.page(
                "Worker",
                "worker",
                new WorkerDetails(worker.toString(), calls.ask(List.of(worker)).get(0)));
    }

    /** Gives the address of the page of a worker that is a task of a cluster. */
    static String path(String cluster, String task) {
        return WORKER + "?cluster=" + encoded(cluster) + "&task=" + encoded(task);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
