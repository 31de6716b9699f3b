package execution.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import execution.deadletter.DeadLetterLooks;
import execution.deadletter.DeadLetterQueue;
import execution.deadletter.DeadLetterQueues;
import execution.deadletter.DeadLetterRedrive;
import execution.deadletter.ShownDeadLetter;
import execution.security.OperatorRole;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.core.exception.SdkException;

/** Shows operators what is in the dead letter queues, whose messages may be of any tenant, and moves it back. */
@Component
public class DeadLetterApi {

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterApi.class);

    private static final int QUEUES = 20;
    private static final int MOST_QUEUES = 100;
    private static final int LETTERS = 20;
    private static final int MOST_LETTERS = 40;
    private static final int AGAIN_SECONDS = 5;

    private final DeadLetterQueues queues;
    private final DeadLetterLooks looks;
    private final DeadLetterRedrive redrive;
    private final OperatorCalls operators;

    DeadLetterApi(DeadLetterQueues queues, DeadLetterLooks looks, DeadLetterRedrive redrive, OperatorCalls operators) {
        this.queues = queues;
        this.looks = looks;
        this.redrive = redrive;
        this.operators = operators;
    }

    /** Answers with a page of the queues, each of which is counted. */
    public void list(Exchange exchange, @Header("limit") String limit, @Header("next") String next) {
        operators.require(OperatorRole.VIEWER);
        int most = QueryParameters.number("limit", limit, QUEUES, 1, MOST_QUEUES);
        List<DeadLetterQueue> all = queues.all();
        int from = next == null ? 0 : 1 + index(all, next);
        int to = Math.min(all.size(), from + most);
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode page = answer.putArray("queues");
        all.subList(from, to).forEach(queue -> page.add(counted(queue)));
        answer.put("next", to < all.size() ? all.get(to - 1).name() : null);
        Responses.json(exchange, 200, answer);
    }

    /** Answers with some messages of a queue. */
    public void show(Exchange exchange, @Header("queue") String name, @Header("limit") String limit) {
        operators.require(OperatorRole.VIEWER);
        int most = QueryParameters.number("limit", limit, LETTERS, 1, MOST_LETTERS);
        DeadLetterQueue queue = queue(name);
        DeadLetterLooks.Count count = looks.count(queue).orElseThrow(DeadLetterApi::noSuchQueue);
        ObjectNode answer = named(queue);
        put(answer, Optional.of(count));
        ArrayNode letters = answer.putArray("messages");
        looks.some(queue, most).stream().map(ShownDeadLetter::of).forEach(letter -> letters.addObject()
                .put("message_id", letter.id())
                .put("sent_at", letter.sent() + "Z")
                .put("reason", letter.reason())
                .put("body", letter.body())
                .put("is_cut", letter.isCut()));
        Responses.json(exchange, 200, answer);
    }

    /** Moves all messages of a queue back. */
    public void redrive(Exchange exchange, @Header("queue") String name) {
        operators.require(OperatorRole.OPERATOR);
        DeadLetterQueue queue = queue(name);
        if (looks.count(queue).isEmpty()) {
            throw noSuchQueue();
        }
        answer(
                exchange,
                operators.note(
                        exchange,
                        OperatorRole.OPERATOR,
                        "redrive-dead-letters",
                        queue.name(),
                        null,
                        () -> redrive.redrive(queue),
                        DeadLetterRedrive.Result::words));
    }

    /**
     * Moves one message of a queue back.
     *
     * @throws ProblemException with 404 if it is not there any more, and with 503 if it may be one of those that
     *     somebody reads at the moment
     */
    public void redriveOne(Exchange exchange, @Header("queue") String name, @Header("message_id") String id) {
        operators.require(OperatorRole.OPERATOR);
        DeadLetterQueue queue = queue(name);
        boolean isAnyHidden =
                looks.count(queue).orElseThrow(DeadLetterApi::noSuchQueue).hidden() > 0;
        DeadLetterRedrive.Result result = operators.note(
                exchange,
                OperatorRole.OPERATOR,
                "redrive-dead-letter",
                queue.name(),
                id,
                () -> redrive.redrive(queue, id),
                DeadLetterRedrive.Result::words);
        if (result.messages() == 0) {
            throw isAnyHidden
                    ? ProblemException.unavailable(
                            "somebody reads messages of the queue now, and this may be one of them", AGAIN_SECONDS)
                    : ProblemException.notFound("the message is not in the queue, or behind " + DeadLetterRedrive.MOST
                            + " others: move all messages back");
        }
        answer(exchange, result);
    }

    private static void answer(Exchange exchange, DeadLetterRedrive.Result result) {
        Responses.json(
                exchange,
                200,
                JsonNodeFactory.instance
                        .objectNode()
                        .put("outcome", result.way().name().toLowerCase(Locale.ROOT))
                        .put("messages", result.messages()));
    }

    private ObjectNode counted(DeadLetterQueue queue) {
        ObjectNode counted = named(queue);
        try {
            put(counted, looks.count(queue));
        } catch (SdkException e) {
            LOG.debug("The messages of {} cannot be counted", queue.name(), e);
            put(counted, Optional.empty());
        }
        return counted;
    }

    private static ObjectNode named(DeadLetterQueue queue) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("name", queue.name())
                .put("source", queue.source())
                .put("kind", queue.kind())
                .put("task", queue.task());
    }

    private static void put(ObjectNode answer, Optional<DeadLetterLooks.Count> count) {
        answer.put("waiting", count.map(DeadLetterLooks.Count::waiting).orElse(null));
        answer.put("hidden", count.map(DeadLetterLooks.Count::hidden).orElse(null));
    }

    private static int index(List<DeadLetterQueue> all, String name) {
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).name().equals(name)) {
                return i;
            }
        }
        throw ProblemException.invalid("next", "is not the cursor of a page of this list");
    }

    /** A queue that is not one of the service's own is not asked for. */
    private DeadLetterQueue queue(String name) {
        return queues.find(name).orElseThrow(DeadLetterApi::noSuchQueue);
    }

    private static ProblemException noSuchQueue() {
        return ProblemException.notFound("there is no such dead letter queue");
    }
}
