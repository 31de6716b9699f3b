package execution.logs.follow;

import execution.logs.AttemptLogs;
import execution.logs.KeptOutput;
import execution.logs.LogReader;
import execution.store.Executions;
import org.springframework.stereotype.Component;

/**
 * What a log is followed with.
 *
 * @param executions the rows, which say whether an attempt is over
 * @param logs where the logs are
 * @param reader reads the logs of the platform
 * @param kept reads the output that the wrapper kept
 */
@Component
record FollowedLogs(Executions executions, AttemptLogs logs, LogReader reader, KeptOutput kept) {}
