package wrapper;

/** The service says that this run no longer counts: the execution is over, or another attempt has it. */
final class SupersededException extends Exception {
    SupersededException(String message) {
        super(message);
    }
}
