package execution.yaml;

/**
 * What is wrong with one key of a file that an operator wrote. The text repeats nothing of the file's values but the
 * names of keys.
 *
 * @param line from 1; 0 if the error has no place in the file
 * @param column from 1; 0 if the error has no place in the file
 * @param key the path of the key, such as {@code attempts.rules[0].codes}; empty for the file as a whole
 * @param problem what is allowed, or what cannot be read
 */
public record FileError(int line, int column, String key, String problem) {

    /** Gives the error as one text: {@code line 12, column 3: limits.running: must be …}. */
    @Override
    public String toString() {
        String place = line == 0 ? "" : "line " + line + ", column " + column + ": ";
        return place + (key.isEmpty() ? "" : key + ": ") + problem;
    }
}
