package execution.catalogue;

import java.util.Optional;
import org.mockito.Mockito;

/** Tasks for tests. */
public final class SampleTasks {

    private SampleTasks() {}

    /**
     * Has a mocked catalogue know a task.
     *
     * @param attempts what its file says of attempts
     */
    public static void know(Catalogue mocked, String name, TaskFile.Attempts attempts) {
        TaskFile task = Mockito.mock(TaskFile.class);
        Mockito.when(task.name()).thenReturn(name);
        Mockito.when(task.attempts()).thenReturn(attempts);
        Mockito.when(mocked.find(name)).thenReturn(Optional.of(task));
    }
}
