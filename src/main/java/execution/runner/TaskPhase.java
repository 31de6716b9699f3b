package execution.runner;

import com.fasterxml.jackson.annotation.JsonCreator;

/** What a runner can say of a task that it knows. */
public enum TaskPhase {
    /** The platform knows the task, and nothing has happened that concerns the service. */
    KNOWN,
    /** The job runs. */
    STARTED,
    /** The task has ended, or will never start. No later state follows. */
    STOPPED;

    /**
     * Reads a word of JSON.
     *
     * @param word in capital or small letters
     * @throws IllegalArgumentException if the contract has no such word
     */
    @JsonCreator
    static TaskPhase of(String word) {
        return ContractWords.read(TaskPhase.class, "phase", word);
    }
}
