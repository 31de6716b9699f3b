package producer;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.LoggerFactory;

/** The producer in this JVM, in a thread of its own. */
final class Production {

    private static final int LONGEST_WAIT_SECONDS = 180;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final List<String> log = new CopyOnWriteArrayList<>();
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final StopRequest stop = new StopRequest();
    private final CompletableFuture<Integer> exitCode;

    private Production(Map<String, String> environment, List<String> arguments) {
        Logger logger = (Logger) LoggerFactory.getLogger("producer");
        AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                log.add(event.getFormattedMessage());
                lines.add(event.getFormattedMessage());
            }
        };
        appender.start();
        logger.addAppender(appender);
        exitCode = CompletableFuture.supplyAsync(() -> {
            try {
                return LoadProducer.run(environment, arguments, new PrintStream(out), stop);
            } finally {
                logger.detachAppender(appender);
            }
        });
    }

    static Production start(Map<String, String> environment, String... arguments) {
        return new Production(environment, List.of(arguments));
    }

    /** Asks it to stop, as SIGTERM does. */
    void stop() {
        stop.request();
    }

    /** Waits for a line of its log that came since the last one that was waited for. */
    String awaitLine(Predicate<String> wanted) throws InterruptedException {
        while (true) {
            String line = lines.poll(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
            if (line == null) {
                throw new AssertionError("no such line in " + log);
            }
            if (wanted.test(line)) {
                return line;
            }
        }
    }

    int exitCode() throws Exception {
        return exitCode.get(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
    }

    /** Waits for its end, which has to be with this code, and gives the summary. */
    JsonNode summary(int code) throws Exception {
        assertThat(exitCode())
                .as(() -> log + out.toString(StandardCharsets.UTF_8))
                .isEqualTo(code);
        return new ObjectMapper().readTree(out.toByteArray());
    }

    List<String> log() {
        return log;
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }
}
