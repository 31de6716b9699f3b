package execution.runner;

import com.fasterxml.jackson.annotation.JsonCreator;
import execution.model.ReasonClass;

/** Whose doing it is that a task stopped, and so what follows. */
public enum EndCause {
    /** The job came to an end by itself. An end that is no success uses up one of the job's attempts. */
    JOB,
    /**
     * The platform took the task away or could not start it. Another attempt follows after a pause without using up one
     * of the job's, up to {@code execution.allocation.max-refusals} times.
     */
    PLATFORM,
    /**
     * Somebody asked the platform to stop the task. If it was the service, the execution ends as was intended, even
     * where the exit code is 0; if it was somebody else, the end counts as the job's.
     */
    REQUESTED,
    /** The task can never start before somebody has changed something, so no other attempt is made. */
    UNUSABLE;

    /** Gives whose doing an end of a class is where its runner does not say; of no class it is the job's. */
    static EndCause of(ReasonClass reasonClass) {
        if (reasonClass == null) {
            return JOB;
        }
        return switch (reasonClass) {
            case IMAGE_PULL, START_FAILURE, CAPACITY, SPOT, HOST -> PLATFORM;
            case STOPPED_BY_HAND, CANCELLED -> REQUESTED;
            case UNUSABLE -> UNUSABLE;
            default -> JOB;
        };
    }

    /** Gives the class of an end of which its runner named none. */
    ReasonClass reasonClass(Integer exitCode) {
        return switch (this) {
            case JOB -> exitCode == null ? ReasonClass.UNKNOWN : ReasonClass.EXIT_CODE;
            case PLATFORM -> ReasonClass.UNKNOWN;
            case REQUESTED -> ReasonClass.STOPPED_BY_HAND;
            case UNUSABLE -> ReasonClass.UNUSABLE;
        };
    }

    /**
     * Reads a word of JSON.
     *
     * @param word in capital or small letters
     * @throws IllegalArgumentException if the contract has no such word
     */
    @JsonCreator
    static EndCause of(String word) {
        return ContractWords.read(EndCause.class, "cause", word);
    }
}
