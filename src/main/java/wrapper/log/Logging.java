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

/** The wrapper's log: one line an event on stderr. Set up in code, because reading logback's XML costs start time. */
public final class Logging {
    private Logging() {}

    /**
     * Sets it up in place of whatever logback found.
     *
     * @param debug whether the wrapper's own events of level debug are wanted. Those of the libraries never are: the
     *     HTTP client writes headers and URLs there, and so secrets.
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
        // It warns of what it then throws, with the message of the cause.
        context.getLogger("org.apache.hc").setLevel(Level.OFF);
        // So does it, with the words of the answer, which may quote signed headers.
        context.getLogger("software.amazon.awssdk").setLevel(Level.OFF);
        // It logs what a route failed on; what an action failed on is logged by the wrapper, less its secrets.
        context.getLogger("org.apache.camel.processor.errorhandler").setLevel(Level.OFF);
        context.getLogger("wrapper").setLevel(debug ? Level.DEBUG : Level.INFO);
    }
}
