package execution.task;

/** A task's report is not taken. The message says why, in words for the task. */
public class ReportRefusedException extends RuntimeException {

    ReportRefusedException(String reason) {
        super(reason);
    }
}
