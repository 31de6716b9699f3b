package cli.call;

/** Waits, so that a test need not. */
public interface Pause {
    void millis(long millis) throws InterruptedException;
}
