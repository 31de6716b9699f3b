package cli;

import picocli.CommandLine.Command;

/** Runs the job of an ended execution again. */
@Command(
        name = "retry",
        aliases = "rerun",
        description = "Run the job of an ended execution again, and print the name of the new execution.")
final class RetryCommand extends AgainCommand {
    RetryCommand() {
        super("rerun");
    }
}
