package execution.partition;

import execution.runner.TasksRequest;
import java.util.List;

/** Runs tasks, or gives those that it runs already for the same launch. */
interface TasksPlatform {
    List<String> run(TasksRequest request);
}
