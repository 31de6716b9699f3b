package gateway.access;

import org.springframework.security.core.AuthenticationException;

/** A password was not checked, because too many wrong ones came before, or too many are being checked. */
class TooManyGuessesException extends AuthenticationException {

    private static final long serialVersionUID = 1L;

    private final long seconds;

    /** @param seconds after how many seconds the next one is checked */
    TooManyGuessesException(long seconds) {
        super("too many wrong passwords");
        this.seconds = seconds;
    }

    long seconds() {
        return seconds;
    }
}
