package execution.launch;

import execution.model.Execution;
import execution.model.Launch;

/** A call of the runner that has to be made now for a launch. */
public sealed interface RunnerCall {

    /** The property of an exchange that has the call while it is made. */
    String PROPERTY = "runnerCall";

    /** The property of an exchange that has the name of the runner, by which its routes are found. */
    String RUNNER = "executionRunner";

    /** Gives the launch that the call is made for, with the row of the execution. */
    LaunchTurn turn();

    /** Gives what the attempt is launched with. */
    Launch launch();

    /** Gives the execution. */
    default Execution row() {
        return turn().row();
    }

    /** Asks the runner to launch the attempt. */
    record Run(LaunchTurn turn, Launch launch) implements RunnerCall {}

    /** Asks the runner which task the attempt has, and launches nothing. */
    record Find(LaunchTurn turn, Launch launch) implements RunnerCall {}
}
