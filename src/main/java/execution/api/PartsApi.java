package execution.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import execution.model.Execution;
import execution.parts.Bundle;
import execution.parts.PartBlock;
import execution.parts.PartEnd;
import execution.parts.PartState;
import execution.parts.PartitionJob;
import execution.security.Caller;
import execution.store.Executions;
import execution.store.parts.PartStates;
import execution.store.parts.PartitionStore;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.springframework.stereotype.Component;

/**
 * Answers users with the parts of an execution: one by one with their values, or all of them with a letter for each.
 */
@Component
public class PartsApi {

    private static final int DEFAULT_LIMIT = 100;
    private static final int MOST = 500;
    private static final int MOST_STATES = 100_000;

    /** A block takes 1 or 2 KB, so this many are read in one call. */
    private static final int BLOCKS_AT_ONCE = 40;

    /** How many blocks are searched for parts in one state before the answer ends; the next page goes on there. */
    private static final int MOST_BLOCKS = 400;

    /** An answer ends behind the block with which its values reach so many characters. */
    private static final int MOST_VALUES = 1 << 20;

    /** Pages that are made at once, because each takes some megabytes for a moment. */
    private static final int PAGES = 4;

    private final Semaphore pages = new Semaphore(PAGES, true);
    private final Caller caller;
    private final Executions executions;
    private final PartitionStore store;
    private final PartStates states;
    private final PartitionAnswers answers;
    private final ObjectMapper mapper;

    PartsApi(
            Caller caller,
            Executions executions,
            PartitionStore store,
            PartStates states,
            PartitionAnswers answers,
            ObjectMapper mapper) {
        this.caller = caller;
        this.executions = executions;
        this.store = store;
        this.states = states;
        this.answers = answers;
        this.mapper = mapper;
    }

    /** Answers with a page of parts in their order. */
    public void list(
            Exchange exchange,
            @Header("jit_event_id") String jitEventId,
            @Header("execution_id") String executionId,
            @Header("state") String state,
            @Header("limit") String limit,
            @Header("next") String next) {
        PartState wanted = state(state);
        int most = QueryParameters.number("limit", limit, DEFAULT_LIMIT, 1, MOST);
        long from = from(next);
        Optional<PartitionJob> job = job(jitEventId, executionId);
        Page page = new Page(wanted, most);
        pages.acquireUninterruptibly();
        try {
            job.ifPresent(found -> page.read(found, from));
        } finally {
            pages.release();
        }
        Responses.json(exchange, 200, page.answer());
    }

    /** Answers with the states of many parts, a letter for each. */
    public void states(
            Exchange exchange,
            @Header("jit_event_id") String jitEventId,
            @Header("execution_id") String executionId,
            @Header("limit") String limit,
            @Header("next") String next) {
        int most = QueryParameters.number("limit", limit, MOST_STATES, 1, MOST_STATES);
        long from = from(next);
        Optional<PartitionJob> job = job(jitEventId, executionId);
        long to = Math.min(from + most, job.map(PartitionJob::total).orElse(0L));
        ObjectNode answer = mapper.createObjectNode();
        answer.put("from", from);
        answer.put("states", from < to ? letters(job.orElseThrow(), (int) from, (int) to) : "");
        answer.put("next", job.isPresent() && to < job.get().total() ? Long.toString(to) : null);
        Responses.json(exchange, 200, answer);
    }

    private String letters(PartitionJob job, int from, int to) {
        int first = from / PartBlock.SIZE;
        String letters = states.of(job, first, (to + PartBlock.SIZE - 1) / PartBlock.SIZE);
        int skipped = from - first * PartBlock.SIZE;
        return letters.substring(Math.min(skipped, letters.length()), Math.min(letters.length(), skipped + to - from));
    }

    /** Gives what is known of an execution's parts; empty before the job begins, and once it has expired. */
    private Optional<PartitionJob> job(String jitEventId, String executionId) {
        Execution execution = LogsApi.find(executions, caller.tenant(), jitEventId, executionId);
        if (execution.job().partitions() == null) {
            throw ProblemException.notFound("the execution has no parts");
        }
        return store.job(execution.key());
    }

    private static PartState state(String state) {
        for (PartState one : PartState.values()) {
            if (word(one).equals(state)) {
                return one;
            }
        }
        if (state == null) {
            return null;
        }
        throw ProblemException.invalid("state", "must be waiting, sent, running, done, failed or cancelled");
    }

    private static String word(PartState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    private static long from(String next) {
        if (next != null && !next.matches("0|[1-9][0-9]{0,6}")) {
            throw ProblemException.invalid("next", "must be the number of a part");
        }
        return next == null ? 0 : Long.parseLong(next);
    }

    /** Parts that are being collected for an answer. */
    private final class Page {
        private final PartState wanted;
        private final int most;
        private final ArrayNode parts = mapper.createArrayNode();
        private long weight;
        private long next = -1;

        /** @param wanted null for any */
        private Page(PartState wanted, int most) {
            this.wanted = wanted;
            this.most = most;
        }

        private ObjectNode answer() {
            ObjectNode answer = mapper.createObjectNode();
            answer.set("parts", parts);
            answer.put("next", next < 0 ? null : Long.toString(next));
            return answer;
        }

        private void read(PartitionJob job, long from) {
            if (from >= job.total()) {
                return;
            }
            int first = (int) (from / PartBlock.SIZE);
            int opened = Math.min(job.openedBlocks(), first + MOST_BLOCKS);
            for (int block = first; block < opened; block += BLOCKS_AT_ONCE) {
                for (PartBlock one : store.blocks(job.key(), block, Math.min(opened, block + BLOCKS_AT_ONCE))) {
                    add(job, one, from);
                    if (next >= 0) {
                        return;
                    }
                }
            }
            if (opened < job.openedBlocks()) {
                next = (long) opened * PartBlock.SIZE;
            } else {
                addUnopened(job, Math.max(from, (long) job.openedBlocks() * PartBlock.SIZE));
            }
        }

        private void add(PartitionJob job, PartBlock block, long from) {
            if (wanted != null && block.states().indexOf(wanted.code()) < 0) {
                return;
            }
            Map<Integer, PartEnd> ends = ends(job, block);
            Map<Integer, String> holders = holders(block);
            for (int part = (int) Math.max(from, block.firstPart()); block.contains(part); part++) {
                PartState state = block.state(part);
                if (wanted != null && state != wanted) {
                    continue;
                }
                if (isFull()) {
                    next = part;
                    return;
                }
                PartEnd end = state.isTerminal() ? ends.get(part) : null;
                add(part, state, block.tries(part), block.losses(part), holders.get(part), end);
            }
        }

        private Map<Integer, PartEnd> ends(PartitionJob job, PartBlock block) {
            boolean hasEnds = wanted == null
                    ? block.counts().done() + block.counts().failed() > 0
                    : wanted == PartState.DONE || wanted == PartState.FAILED;
            return hasEnds
                    ? store.ends(job.key(), block).stream()
                            .collect(Collectors.toMap(PartEnd::part, Function.identity()))
                    : Map.of();
        }

        private static Map<Integer, String> holders(PartBlock block) {
            return block.bundles().stream()
                    .filter(Bundle::isClaimed)
                    .flatMap(bundle -> bundle.parts().stream().map(part -> Map.entry(part, bundle.holder())))
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (one, other) -> other));
        }

        private void addUnopened(PartitionJob job, long from) {
            PartState state = PartStates.unopened(job);
            if (wanted != null && state != wanted) {
                return;
            }
            for (long part = from; part < job.total(); part++) {
                if (isFull()) {
                    next = part;
                    return;
                }
                add(part, state, 0, 0, null, null);
            }
        }

        private boolean isFull() {
            return parts.size() >= most || weight >= MOST_VALUES;
        }

        private void add(long part, PartState state, int tries, int losses, String worker, PartEnd end) {
            ObjectNode json = parts.addObject();
            json.put("part", part);
            json.put("state", word(state));
            json.put("tries", tries);
            if (losses > 0) {
                json.put("losses", losses);
            }
            if (worker != null) {
                json.put("worker", worker);
            }
            if (end == null) {
                return;
            }
            json.put("seconds", end.seconds());
            if (end.exitCode() != null) {
                json.put("exit_code", end.exitCode());
            }
            if (end.reason() != null) {
                json.put("reason", end.reason());
                weight += end.reason().length();
            }
            if (end.value() != null) {
                json.set("value", answers.value(end.value()));
                weight += end.value().length();
            }
        }
    }
}
