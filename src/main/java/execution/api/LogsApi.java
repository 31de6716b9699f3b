package execution.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import execution.logging.LogContext;
import execution.logs.AttemptLogs;
import execution.logs.KeptOutput;
import execution.logs.LogLine;
import execution.logs.LogPage;
import execution.logs.LogPosition;
import execution.logs.LogPositionException;
import execution.logs.LogReader;
import execution.logs.TooManyLogCallsException;
import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.runner.LogSource;
import execution.security.Caller;
import execution.store.Executions;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;

/** Answers users who want to see what the task of an attempt printed. */
@Component
public class LogsApi {

    /** The header of an answer in plain text that has the cursor. */
    private static final String NEXT = "X-Next";

    /** Pages that are made at once; each takes several times of what it holds for a moment, some 5 MB at most. */
    private static final int PAGES = 4;

    private static final long LONGEST_WAIT_SECONDS = 2;

    private final Semaphore pages = new Semaphore(PAGES, true);

    private final Caller caller;
    private final Executions executions;
    private final AttemptLogs logs;
    private final LogReader reader;
    private final KeptOutput kept;
    private final ObjectMapper mapper;
    private final Clock clock;

    LogsApi(
            Caller caller,
            Executions executions,
            AttemptLogs logs,
            LogReader reader,
            KeptOutput kept,
            ObjectMapper mapper,
            Clock clock) {
        this.caller = caller;
        this.executions = executions;
        this.logs = logs;
        this.reader = reader;
        this.kept = kept;
        this.mapper = mapper;
        this.clock = clock;
    }

    /**
     * What is answered.
     *
     * @param source where the lines are from: {@code log}, {@code kept}, or {@code none}
     * @param next where to go on; null if there is nothing more to come
     * @param reason why there are no lines; null if there are, or the log is only empty
     */
    private record Found(int attempt, String source, List<LogLine> lines, LogPosition next, String reason) {}

    /** Answers with a page of the log: as JSON, or as plain text if the request accepts only that. */
    public void read(
            Exchange exchange, @Header("jit_event_id") String jitEventId, @Header("execution_id") String executionId) {
        LogRequest request = LogRequest.of(name -> exchange.getMessage().getHeader(name, String.class), clock);
        String accept = exchange.getMessage().getHeader("Accept", "", String.class);
        Execution execution = find(executions, caller.tenant(), jitEventId, executionId);
        int attempt = attempt(execution, request);
        try (LogContext context = LogContext.of(execution.key(), attempt)) {
            if (!pages.tryAcquire(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)) {
                throw tooMany();
            }
            try {
                answer(exchange, find(execution, attempt, request), accept);
            } finally {
                pages.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw tooMany();
        } catch (TooManyLogCallsException e) {
            throw tooMany();
        } catch (LogPositionException e) {
            throw ProblemException.invalid("next", "is too old, or is not the cursor of an answer of this log");
        }
    }

    private static ProblemException tooMany() {
        return ProblemException.tooMany("logs are asked for too often; slow down and repeat the request", 1);
    }

    private void answer(Exchange exchange, Found found, String accept) {
        if (accept.strip().startsWith(MediaType.TEXT_PLAIN_VALUE)) {
            text(exchange, found);
        } else {
            Responses.json(exchange, 200, json(found));
        }
    }

    /**
     * Finds an execution of the tenant.
     *
     * @throws ProblemException if there is none
     */
    static Execution find(Executions executions, String tenant, String jitEventId, String executionId) {
        return Optional.of(new ExecutionKey(tenant, jitEventId, executionId))
                .filter(key -> JobEvents.areIds(jitEventId, executionId))
                .flatMap(executions::find)
                .orElseThrow(() -> ProblemException.notFound("there is no such execution"));
    }

    /**
     * Gives the number of the attempt that a request is about; 0 while the execution has none.
     *
     * @throws ProblemException if there was no such attempt
     */
    static int attempt(Execution execution, LogRequest request) {
        if (request.attempt() > execution.attempt()) {
            throw ProblemException.notFound("the execution has no attempt " + request.attempt());
        }
        return request.attempt() == 0 ? execution.attempt() : request.attempt();
    }

    private Found find(Execution execution, int attempt, LogRequest request) {
        if (attempt == 0) {
            return new Found(0, "none", List.of(), null, "the execution has not been started yet");
        }
        Optional<LogSource> source = logs.source(execution, attempt);
        Optional<LogPage> page = source.flatMap(log -> page(execution.key().tenantId(), log, request));
        boolean isComplete = logs.isComplete(execution, attempt);
        if (page.isPresent() && !(isComplete && isEmpty(page.get(), request))) {
            LogPosition next =
                    isComplete && page.get().atEnd() ? null : page.get().next();
            return new Found(attempt, "log", page.get().lines(), next, null);
        }
        if (AttemptLogs.isOver(execution, attempt)) {
            Optional<List<LogLine>> output = kept.read(execution.key(), attempt);
            if (output.isPresent()) {
                return new Found(attempt, "kept", last(output.get(), request.tail()), null, null);
            }
        }
        return new Found(
                attempt,
                page.isPresent() ? "log" : "none",
                List.of(),
                null,
                page.isPresent() ? null : reason(execution, attempt, source.isPresent()));
    }

    private Optional<LogPage> page(String tenant, LogSource source, LogRequest request) {
        reader.enter(tenant);
        if (request.tail() > 0) {
            return reader.tail(source, request.tail(), request.since());
        }
        LogPosition from = request.next() == null ? LogPosition.beginning(request.since()) : request.next();
        return reader.read(source, from, LogReader.Bounds.ofAnswer(request.limit()));
    }

    /** Tells whether there is nothing in the whole log. */
    private static boolean isEmpty(LogPage page, LogRequest request) {
        return page.lines().isEmpty() && request.next() == null && request.since() == null;
    }

    private static List<LogLine> last(List<LogLine> lines, int most) {
        return most == 0 || lines.size() <= most ? lines : lines.subList(lines.size() - most, lines.size());
    }

    private static String reason(Execution execution, int attempt, boolean isKnown) {
        if (isKnown) {
            return AttemptLogs.isOver(execution, attempt)
                    ? "the platform has no log of this task: nothing was printed, or the log was deleted,"
                            + " or its log group is not the one that the service knows"
                    : "the platform has no log of this task yet";
        }
        if (attempt < execution.attempt()) {
            return "the task of this earlier attempt is not known any more, or it had none";
        }
        return execution.taskReference() == null
                ? "the attempt has no task yet, or never had one"
                : "the logs of this runner's tasks are not kept, or the task has not said yet which run it is";
    }

    private ObjectNode json(Found found) {
        ObjectNode answer = mapper.createObjectNode();
        answer.put("attempt", found.attempt());
        answer.put("source", found.source());
        ArrayNode lines = answer.putArray("lines");
        found.lines().forEach(line -> lines.add(line.json()));
        answer.put("next", found.next() == null ? null : found.next().text());
        if (found.reason() != null) {
            answer.put("reason", found.reason());
        }
        return answer;
    }

    private static void text(Exchange exchange, Found found) {
        StringBuilder text = new StringBuilder();
        found.lines().forEach(line -> text.append(line.text()).append('\n'));
        Responses.text(exchange, text.toString());
        if (found.next() != null) {
            exchange.getMessage().setHeader(NEXT, found.next().text());
        }
    }
}
