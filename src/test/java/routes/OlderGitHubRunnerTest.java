package routes;

/** The same runner against a server that does not tell the run of a dispatch, so that the run has to be looked for. */
class OlderGitHubRunnerTest extends GitHubRunnerTest {

    @Override
    boolean tellsRun() {
        return false;
    }
}
