package execution.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import execution.model.EndReason;
import execution.model.Execution;
import execution.model.ExecutionStatus;
import execution.model.NextStart;
import execution.model.ReasonClass;
import execution.model.Samples;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TaskSpansTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String ON_ROW = "00-" + TRACE + "-00f067aa0ba902b7-01";
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

    private final List<SpanData> ended = new ArrayList<>();
    private final SdkTracerProvider provider =
            SdkTracerProvider.builder().addSpanProcessor(new EndedSpans(ended)).build();
    private final TaskSpans spans = new TaskSpans(provider.get("test"));

    @AfterEach
    void close() {
        provider.close();
    }

    private static Execution dispatched(String traceparent) {
        return Samples.traced(traceparent)
                .allocate(Samples.launch(), "instance", NOON.minusSeconds(10))
                .dispatched("arn", NOON);
    }

    @Test
    void shouldMakeASpanOfEachTaskFromTheTimesOnTheRow() {
        Execution first = dispatched(ON_ROW).running(NOON.plusSeconds(1));
        Execution second = first.nextAttempt(
                "lost",
                null,
                EndReason.of(ReasonClass.SPOT, "lost"),
                new NextStart(true, false, "instance", NOON.plusSeconds(5)),
                NOON.plusSeconds(5));
        Execution last = second.dispatched("arn-2", NOON.plusSeconds(8))
                .end(ExecutionStatus.COMPLETED, 0, null, NOON.plusSeconds(20));

        spans.written(first.seq(), second);
        spans.written(second.seq(), last);

        assertThat(ended).allSatisfy(span -> {
            assertThat(span.getName()).isEqualTo("task");
            assertThat(span.getTraceId()).isEqualTo(TRACE);
            assertThat(span.getParentSpanId()).isEqualTo("00f067aa0ba902b7");
        });
        assertThat(ended)
                .extracting(TaskSpansTest::length)
                .containsExactly(Duration.ofSeconds(5), Duration.ofSeconds(12));
        assertThat(ended)
                .extracting(span -> span.getAttributes().get(SpanContexts.ATTEMPT))
                .containsExactly(1L, 2L);
        assertThat(ended)
                .extracting(span -> span.getStatus().getStatusCode())
                .containsExactly(StatusCode.ERROR, StatusCode.UNSET);
    }

    @Test
    void shouldMakeNoneWhereNoTaskEndsOrThereIsNoTrace() {
        Execution running = dispatched(ON_ROW).running(NOON.plusSeconds(1));
        Execution cancelled = Samples.traced(ON_ROW).end(ExecutionStatus.CANCELLED, null, "by request", NOON);
        Execution untraced = Samples.running(1).end(ExecutionStatus.COMPLETED, 0, null, NOON);

        spans.written(0, running);
        spans.written(0, cancelled);
        spans.written(0, untraced);

        assertThat(ended).isEmpty();
    }

    private static Duration length(SpanData span) {
        return Duration.ofNanos(span.getEndEpochNanos() - span.getStartEpochNanos());
    }
}
