package wrapper.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.Layout;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import java.nio.charset.StandardCharsets;
import org.slf4j.LoggerFactory;
import wrapper.config.LogFormat;

/**
 * Sets up the wrapper's log, which goes to stderr. This is code and not Logback's XML, because reading XML takes long.
 */
public final class Logging {
    private Logging() {}

    /**
     * Sets up the log.
     *
     * @param debug whether the wrapper's own events of level debug are logged. Those of the libraries never are,
     *     because the HTTP client writes headers and URLs at that level, and these have secrets in them.
     * @param format how an event is written
     */
    public static void configure(boolean debug, LogFormat format) {
        BareLogback.use();
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        Layout<ILoggingEvent> layout = format == LogFormat.JSON ? new JsonLayout() : new LineLayout();
        layout.setContext(context);
        layout.start();
        LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setContext(context);
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.setLayout(layout);
        encoder.start();
        ConsoleAppender<ILoggingEvent> stderr = new ConsoleAppender<>();
        stderr.setContext(context);
        stderr.setTarget("System.err");
        stderr.setEncoder(encoder);
        stderr.start();
        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.addAppender(stderr);
        root.setLevel(Level.WARN);
        // The HTTP client warns of what it then throws, with the message of the cause, which may quote a URL.
        context.getLogger("org.apache.hc").setLevel(Level.OFF);
        // The SDK warns of what it then throws, with the text of the answer, which may quote signed headers.
        context.getLogger("software.amazon.awssdk").setLevel(Level.OFF);
        // Camel logs the message that a route failed on. The wrapper logs a failed action itself, without the secrets.
        context.getLogger("org.apache.camel.processor.errorhandler").setLevel(Level.OFF);
        context.getLogger("wrapper").setLevel(debug ? Level.DEBUG : Level.INFO);
    }
}
