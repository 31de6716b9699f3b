package wrapper.work.pulse;

/** Something that is looked at some times a second. */
public interface Ticking {

    /**
     * Does what is due. It must not wait for anything, because others are looked at by the same thread.
     *
     * @param now the monotonic time, as {@link System#nanoTime()} gives it
     */
    void tick(long now);
}
