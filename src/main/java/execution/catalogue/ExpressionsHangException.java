package execution.catalogue;

/** So many expressions take longer than they may that no other one is begun before one of them ends. */
public class ExpressionsHangException extends RuntimeException {

    ExpressionsHangException() {
        super("too many expressions of task files hang; correct them, and restart this instance");
    }
}
