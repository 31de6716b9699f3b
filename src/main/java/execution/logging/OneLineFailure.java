package execution.logging;

import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import java.util.Arrays;
import org.springframework.boot.logging.logback.ExtendedWhitespaceThrowableProxyConverter;

/**
 * Writes a stack trace in which the message of each exception is on one line. The class is public because logback
 * creates it by its name.
 */
public class OneLineFailure extends ExtendedWhitespaceThrowableProxyConverter {

    @Override
    protected String throwableProxyToString(IThrowableProxy failure) {
        return super.throwableProxyToString(new Printed(failure));
    }

    private record Printed(IThrowableProxy failure) implements IThrowableProxy {

        private static IThrowableProxy of(IThrowableProxy failure) {
            return failure == null ? null : new Printed(failure);
        }

        @Override
        public String getMessage() {
            return failure.getMessage() == null ? null : Printable.of(failure.getMessage());
        }

        @Override
        public String getOverridingMessage() {
            return failure.getOverridingMessage() == null ? null : Printable.of(failure.getOverridingMessage());
        }

        @Override
        public String getClassName() {
            return failure.getClassName();
        }

        @Override
        public StackTraceElementProxy[] getStackTraceElementProxyArray() {
            return failure.getStackTraceElementProxyArray();
        }

        @Override
        public int getCommonFrames() {
            return failure.getCommonFrames();
        }

        @Override
        public IThrowableProxy getCause() {
            return of(failure.getCause());
        }

        @Override
        public IThrowableProxy[] getSuppressed() {
            return failure.getSuppressed() == null
                    ? null
                    : Arrays.stream(failure.getSuppressed()).map(Printed::of).toArray(IThrowableProxy[]::new);
        }

        @Override
        public boolean isCyclic() {
            return failure.isCyclic();
        }
    }
}
