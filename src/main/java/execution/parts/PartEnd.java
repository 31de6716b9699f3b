package execution.parts;

/**
 * How a try of a part ended, as a worker reports it.
 *
 * @param part the number of the part in its job, from 0
 * @param attempt the number of the try, as the claim gave it
 * @param succeeded whether the part is done
 * @param value the part's value as JSON text; null if the part has none
 * @param reason why the try failed, in words for callers; null if it succeeded
 * @param exitCode the exit code of the part's command; null if there is none
 * @param seconds how long the try took
 */
public record PartEnd(
        int part, int attempt, boolean succeeded, String value, String reason, Integer exitCode, double seconds) {}
