package execution.runner;

import java.nio.file.Path;

/**
 * A log that is a file of this machine, which has no time of each line. The task may have put anything in place of the
 * file, so no link is followed to it.
 *
 * @param path the file, in a directory of the task's own; need not be there
 * @param isWhole whether nothing is written into it any more, so that its last line may lack an end
 */
public record LogFile(Path path, boolean isWhole) implements LogSource {}
