package cli;

import cli.call.ExitCode;
import cli.call.ServiceClient;
import cli.print.Screen;
import java.util.concurrent.Callable;
import picocli.CommandLine.ParentCommand;

/** A command that calls the service. */
abstract class ServiceCommand implements Callable<Integer> {
    @ParentCommand
    private Execctl execctl;

    /** Does what the command is for, and gives what execctl ends with. */
    abstract ExitCode run(ServiceClient service, Screen screen) throws InterruptedException;

    @Override
    public final Integer call() throws InterruptedException {
        return run(execctl.service(), execctl.screen()).code();
    }

    final Surroundings surroundings() {
        return execctl.surroundings();
    }
}
