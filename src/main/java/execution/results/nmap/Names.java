package execution.results.nmap;

import execution.model.UnusableMessageException;

/**
 * Counts the different names of elements and attributes. The XML library keeps each name until the file is read, so a
 * file whose names are all different would fill the memory.
 */
final class Names {

    /** Nmap itself has some 120. */
    private static final int MOST = 500;

    /** The most characters of a name. Nmap's have twenty at most. */
    private static final int LONGEST = 200;

    private static final int SLOTS = 2_048;

    private final String[] seen = new String[SLOTS];
    private int count;

    /**
     * Counts a name that was not seen before.
     *
     * @throws UnusableMessageException if there are too many, or if this one is too long
     */
    void see(String name) {
        if (name.length() > LONGEST) {
            throw new UnusableMessageException("a name of more than " + LONGEST + " characters");
        }
        int slot = name.hashCode() & SLOTS - 1;
        String before = seen[slot];
        while (before != null) {
            if (before.equals(name)) {
                return;
            }
            slot = slot + 1 & SLOTS - 1;
            before = seen[slot];
        }
        seen[slot] = name;
        if (++count > MOST) {
            throw new UnusableMessageException("elements and attributes have more than " + MOST + " different names");
        }
    }
}
