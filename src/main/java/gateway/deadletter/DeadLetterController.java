package gateway.deadletter;

import execution.deadletter.DeadLetterLooks;
import execution.deadletter.DeadLetterQueue;
import execution.deadletter.DeadLetterQueues;
import execution.deadletter.DeadLetterRedrive;
import execution.deadletter.ShownDeadLetter;
import execution.security.OperatorRole;
import gateway.access.Visitor;
import gateway.audit.Audit;
import gateway.page.Html;
import jakarta.servlet.http.HttpServletRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;
import software.amazon.awssdk.core.exception.SdkException;

/** The pages of the dead letter queues, whose messages may be of any tenant. */
@Controller
class DeadLetterController {

    static final String PATH = "/ui/dead-letters";

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterController.class);

    private static final int LETTERS = 20;

    private final DeadLetterQueues queues;
    private final DeadLetterLooks looks;
    private final DeadLetterRedrive redrive;
    private final Audit audit;
    private final Html html;

    DeadLetterController(
            DeadLetterQueues queues, DeadLetterLooks looks, DeadLetterRedrive redrive, Audit audit, Html html) {
        this.queues = queues;
        this.looks = looks;
        this.redrive = redrive;
        this.audit = audit;
        this.html = html;
    }

    @GetMapping(PATH)
    ResponseEntity<String> list(@RequestParam(required = false) String done) {
        Visitor.current().requireAllTenants();
        return html.page(
                "Dead letters",
                "deadLetters",
                new QueuesPage(queues.all().stream().map(this::row).toList(), notice(done)));
    }

    @GetMapping(PATH + "/{queue}")
    ResponseEntity<String> show(@PathVariable String queue) {
        DeadLetterQueue found = queue(queue);
        DeadLetterLooks.Count count = looks.count(found).orElseThrow(DeadLetterController::noSuchQueue);
        return html.page(
                "Dead letters of " + found.source(),
                "deadLetterQueue",
                new QueuePage(
                        PATH + "/" + found.name(),
                        found.source(),
                        count.waiting(),
                        count.hidden(),
                        looks.some(found, LETTERS).stream()
                                .map(ShownDeadLetter::of)
                                .toList(),
                        Visitor.current().may(OperatorRole.OPERATOR)));
    }

    @PostMapping(PATH + "/{queue}/redrive")
    ResponseEntity<String> redrive(@PathVariable String queue, HttpServletRequest request) {
        DeadLetterQueue found = queue(queue);
        DeadLetterRedrive.Result result = audit.note(
                request,
                "redrive-dead-letters",
                found.name(),
                null,
                () -> redrive.redrive(found),
                DeadLetterRedrive.Result::words);
        return html.seeOther(PATH + "?done=" + result.way().name());
    }

    private QueuesPage.Row row(DeadLetterQueue queue) {
        String waiting;
        boolean isThere = false;
        try {
            DeadLetterLooks.Count count = looks.count(queue).orElse(null);
            isThere = count != null;
            waiting = count == null ? "there is no such queue" : Long.toString(count.waiting() + count.hidden());
        } catch (SdkException e) {
            LOG.debug("The messages of {} cannot be counted", queue.name(), e);
            waiting = "cannot be counted now";
        }
        return new QueuesPage.Row(
                isThere ? PATH + "/" + queue.name() : null, queue.name(), queue.source(), queue.task(), waiting);
    }

    /** A queue that is not one of the service's own is not asked for. */
    private DeadLetterQueue queue(String name) {
        Visitor.current().requireAllTenants();
        return queues.find(name).orElseThrow(DeadLetterController::noSuchQueue);
    }

    private static String notice(String done) {
        if (done == null) {
            return null;
        }
        return switch (done) {
            case "STARTED" -> "The messages are being moved back.";
            case "UNDER_WAY" -> "The messages were being moved back already.";
            case "MOVED" -> "The messages were moved back.";
            default -> null;
        };
    }

    private static ResponseStatusException noSuchQueue() {
        return new ResponseStatusException(HttpStatus.NOT_FOUND, "There is no such dead letter queue.");
    }
}
