package execution.http;

import static org.assertj.core.api.Assertions.assertThat;

import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.Samples;
import execution.security.CallbackTokens;
import execution.store.Executions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import local.Names;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import system.RunningService;
import system.SharedPlatform;

/**
 * Holds the service to openapi.yaml with requests that are made from it, of which most are wrong in some way. In the
 * profile {@code faults} there are many more of them. {@code -Dfuzz.seed} makes those of another run again.
 */
class FuzzIT {

    private static final int REQUESTS = Integer.getInteger("fuzz.requests", 1_500);
    private static final long SEED = Long.getLong("fuzz.seed", 20_260_101);

    private static final int SENDERS = 4;

    /** After so many requests they are about another execution, for one of them may have ended it. */
    private static final int REQUESTS_OF_A_TARGET = 60;

    private static RunningService service;

    private final Contract contract = new Contract();
    private final AtomicInteger next = new AtomicInteger();
    private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
    private final Map<String, AtomicInteger> answers = new ConcurrentHashMap<>();

    @BeforeAll
    static void start() {
        // Nothing but the requests moves an execution here.
        service = RunningService.start(
                SharedPlatform.get(),
                Map.of(
                        "execution.allocation.default-slots", "0",
                        "execution.wake-up.from", "none",
                        "execution.wake-up.own", "false",
                        "execution.sweep.first", "1h",
                        // A log that is followed ends by itself, and a request for it is answered to its end.
                        "execution.logs.follow-for", "1s",
                        "execution.requests.per-second", "100000",
                        "execution.requests.burst", "100000"));
        // The service leaves out of account what it does not need, such as a parameter that nothing asks for.
        service.expectAnything();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void shouldAnswerEveryRequestAsTheContractSays() throws Exception {
        ExecutorService senders = Executors.newFixedThreadPool(SENDERS);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < SENDERS; i++) {
                running.add(senders.submit((Callable<Void>) this::send));
            }
            for (Future<?> sender : running) {
                sender.get();
            }
        } finally {
            senders.shutdownNow();
        }

        System.out.println("answers to " + REQUESTS + " requests of seed " + SEED + ": " + new TreeMap<>(answers));
        assertThat(wrong).as("wrong answers, seed %s", SEED).isEmpty();
        assertThat(answers.keySet())
                .as("requests that the service carried out are among them")
                .contains(
                        "get-contract 200",
                        "list-executions 200",
                        "trigger-execution 202",
                        "get-execution 200",
                        "cancel-execution 202",
                        "report 200",
                        "get-input 200",
                        "put-results 201",
                        "list-dead-letter-queues 200",
                        "redrive-dead-letters 200",
                        "get-waiting-reasons 200",
                        "list-lanes 200",
                        "list-workers 200",
                        "change-lane-limit 200");
        assertThat(service.management("/actuator/health/liveness").status()).isEqualTo(200);
        service.trigger(SharedPlatform.newTenant(), RunningService.event("instant"));
    }

    private Void send() throws IOException {
        try (Wire wire = new Wire(service.port())) {
            RequestMaker.Target target = null;
            int sent = 0;
            for (int number = next.getAndIncrement();
                    number < REQUESTS && wrong.size() < 20;
                    number = next.getAndIncrement()) {
                if (sent++ % REQUESTS_OF_A_TARGET == 0) {
                    target = target();
                }
                FuzzedRequest request = new RequestMaker(contract, new SplittableRandom(SEED + number), target).make();
                Wire.Answer answer = request.isOnItsOwn() ? alone(request) : wire.send(request.bytes());
                answers.computeIfAbsent(
                                request.call().operation().getOperationId() + " " + answer.status(),
                                key -> new AtomicInteger())
                        .incrementAndGet();
                Optional<String> problem = contract.wrong(request, answer);
                if (problem.isPresent()) {
                    wrong.add("request " + number + ": " + problem.get() + "\n" + shown(request) + "\n" + answer);
                }
            }
        }
        return null;
    }

    private static Wire.Answer alone(FuzzedRequest request) throws IOException {
        try (Wire wire = new Wire(service.port())) {
            return wire.send(request.bytes());
        }
    }

    private static String shown(FuzzedRequest request) {
        String text = new String(request.bytes(), StandardCharsets.UTF_8);
        return text.substring(0, Math.min(3_000, text.length()));
    }

    /** An allocated execution of a new tenant, of which no runner knows. */
    private static RequestMaker.Target target() {
        String tenant = SharedPlatform.newTenant();
        Map<String, Object> event = new LinkedHashMap<>(RunningService.event("instant"));
        event.put("input", "sample.jar");
        SharedPlatform.get()
                .s3()
                .putObject(
                        put -> put.bucket(Names.INPUT_BUCKET).key(tenant + "/sample.jar"),
                        RequestBody.fromString("a jar"));
        ExecutionKey key = service.trigger(tenant, event);
        SharedPlatform.get().dynamoDb().updateItem(update -> update.tableName(Names.EXECUTIONS_TABLE)
                .key(Map.of("PK", AttributeValue.fromS("TENANT#" + tenant), "SK", AttributeValue.fromS("SLOTS#ecs")))
                .updateExpression("SET slot_limit = :one")
                .expressionAttributeValues(Map.of(":one", AttributeValue.fromN("1"))));
        Executions executions = service.bean(Executions.class);
        Execution allocated = executions.allocate(executions.find(key).orElseThrow(), Samples.launch());
        return new RequestMaker.Target(
                key,
                SharedPlatform.get().tokens().token(tenant),
                SharedPlatform.get().tokens().operator(tenant, "admin"),
                service.bean(CallbackTokens.class).tokenFor(allocated));
    }
}
