package execution.catalogue;

import execution.yaml.FileError;
import java.util.List;

/**
 * A task's file that cannot be used. The task is in force nowhere: neither does a shipped file of the same name take
 * its place, because the operator meant something else by it.
 *
 * @param name the task's; the file's name without its ending
 * @param source the file, as {@link TaskFile#source} names it
 * @param errors what is wrong, in the order of the lines; never empty
 */
public record UnusableFile(String name, String source, List<FileError> errors) {

    public UnusableFile {
        errors = List.copyOf(errors);
    }
}
