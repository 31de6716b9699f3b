package execution.launch;

import execution.model.Execution;
import execution.model.Launch;

/** A call of the runner that has to be made now for a launch. */
public sealed interface RunnerCall {

    /** The property of an exchange that has the call while it is made. */
    String PROPERTY = "runnerCall";

    /** The property of an exchange that has the name of the runner, by which its routes are found. */
    String RUNNER = "executionRunner";

    /** The launch that it is made for, and the row as it is. */
    LaunchTurn turn();

    /** What the attempt is launched with. */
    Launch launch();

    /** The execution as it is. */
    default Execution row() {
        return turn().row();
    }

    /** Launch the attempt. */
    record Run(LaunchTurn turn, Launch launch) implements RunnerCall {}

    /** Find out which task the attempt has, and launch none. */
    record Find(LaunchTurn turn, Launch launch) implements RunnerCall {}
}
