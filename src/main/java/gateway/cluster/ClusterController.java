package gateway.cluster;

import execution.fleet.WorkerAddresses;
import execution.model.Timestamps;
import execution.runner.BudgetUsedUpException;
import execution.runner.TaskPlatform;
import execution.store.WorkIndex;
import gateway.access.Visitor;
import gateway.execution.Paths;
import gateway.page.Html;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;

/** The pages of clusters and tasks, which may be of any tenant. */
@Controller
class ClusterController {

    private static final String PATH = "/ui/clusters";
    private static final String TASKS = "/ui/tasks";
    private static final String ATTEMPT = "/ui/attempt";

    private final TaskPlatform platform;
    private final WorkIndex index;
    private final Html html;

    ClusterController(TaskPlatform platform, WorkIndex index, Html html) {
        this.platform = platform;
        this.index = index;
        this.html = html;
    }

    @GetMapping(PATH)
    ResponseEntity<String> clusters(@RequestParam(required = false) String after) {
        Visitor.current().requireAllTenants();
        TaskPlatform.Part<TaskPlatform.Cluster> part = ask(() -> platform.clusters(after));
        return html.page(
                "Clusters",
                "clusters",
                new ClustersPage(
                        platform.cluster(),
                        part.entries().stream()
                                .map(cluster -> new ClustersPage.Row(
                                        tasks(cluster.name()),
                                        cluster.name(),
                                        cluster.status(),
                                        cluster.running(),
                                        cluster.pending(),
                                        cluster.services()))
                                .toList(),
                        part.next() == null ? null : PATH + "?after=" + encoded(part.next())));
    }

    @GetMapping(TASKS)
    ResponseEntity<String> tasks(
            @RequestParam(required = false) String cluster, @RequestParam(required = false) String after) {
        Visitor.current().requireAllTenants();
        String named = cluster == null || cluster.isEmpty() ? platform.cluster() : cluster;
        TaskPlatform.Part<TaskPlatform.Entry> part = ask(() -> platform.tasks(named, after));
        return html.page(
                "Tasks of " + named,
                "tasks",
                new TasksPage(
                        named,
                        part.entries().stream().map(task -> row(named, task)).toList(),
                        part.next() == null ? null : tasks(named) + "&after=" + encoded(part.next())));
    }

    /** Leads from a task to its execution, which is looked for only if somebody wants to see it. */
    @GetMapping(ATTEMPT)
    ResponseEntity<String> execution(@RequestParam String id) {
        Visitor.current().requireAllTenants();
        return html.seeOther(Optional.of(id)
                .filter(WorkerAddresses::isAttempt)
                .flatMap(index::byAttempt)
                .map(Paths::of)
                .orElseThrow(() -> new ResponseStatusException(
                        HttpStatus.NOT_FOUND, "No execution that is known started this task.")));
    }

    /** Asks the platform, and says on a page why there is no answer. */
    static <T> T ask(Supplier<T> question) {
        try {
            return question.get();
        } catch (IllegalArgumentException e) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND, "There is no such cluster or page.");
        } catch (BudgetUsedUpException e) {
            throw new ResponseStatusException(
                    HttpStatus.SERVICE_UNAVAILABLE, "The budget of calls is used up. Try again in a moment.");
        }
    }

    private static TasksPage.Row row(String cluster, TaskPlatform.Entry task) {
        return new TasksPage.Row(
                task.id(),
                task.definition(),
                task.group(),
                task.status(),
                time(task.createdAt()),
                time(task.startedAt()),
                WorkerAddresses.isOfAttempt(task) ? ATTEMPT + "?id=" + encoded(task.starter()) : null,
                task.starter(),
                task.address(),
                WorkerAddresses.canBeWorker(task) ? WorkerController.path(cluster, task.id()) : null);
    }

    private static String time(Instant instant) {
        return instant == null
                ? null
                : Timestamps.format(instant).substring(0, 19).replace('T', ' ');
    }

    private static String tasks(String cluster) {
        return TASKS + "?cluster=" + encoded(cluster);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
