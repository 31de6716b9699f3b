package execution.store.parts;

/** A job has no block of that number. Nothing was changed. */
public class NoSuchBlockException extends RuntimeException {

    NoSuchBlockException(String block) {
        super("there is no block " + block);
    }
}
