package cli;

import picocli.CommandLine.Command;

/** Runs those parts of an ended execution again that are not done. */
@Command(
        name = "repair",
        description =
                "Run those parts of an ended execution again that failed or were cancelled, and print the name of the"
                        + " new execution.")
final class RepairCommand extends AgainCommand {
    RepairCommand() {
        super("repair");
    }
}
