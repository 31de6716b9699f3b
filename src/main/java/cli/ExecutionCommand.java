package cli;

import cli.call.ExitCode;
import cli.call.Reference;
import cli.call.ServiceClient;
import cli.print.Screen;
import picocli.CommandLine.Parameters;

/** A command about one execution. */
abstract class ExecutionCommand extends ServiceCommand {
    @Parameters(
            paramLabel = "EXECUTION",
            description = "EVENT/EXECUTION, or the beginning of the id of one of the newest 500 executions.")
    private String word;

    abstract ExitCode run(Reference execution, ServiceClient service, Screen screen) throws InterruptedException;

    @Override
    final ExitCode run(ServiceClient service, Screen screen) throws InterruptedException {
        return run(Reference.find(word, service), service, screen);
    }
}
