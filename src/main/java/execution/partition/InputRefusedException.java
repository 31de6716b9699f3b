package execution.partition;

/** A job's input is not what it has to be, so the job can never run, or never go on. */
class InputRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param message the reason in words for callers, which names the line but repeats nothing of it */
    InputRefusedException(String message) {
        super(message);
    }
}
