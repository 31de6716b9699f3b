package execution.runner;

/** What is left of the budget of launches that all executions of a runner share, for people to see. */
public interface LaunchBudget {

    /**
     * The budget at a moment.
     *
     * @param left about how many launches could be made at once
     * @param burst how many the platform takes at once after a pause
     * @param most how many there can be left at most, because some of the burst are kept for stops
     * @param perSecond how many come back a second
     */
    record State(int left, int burst, int most, int perSecond) {}

    /** Gives the runner whose launches the budget is for. */
    String runner();

    /** Gives the budget as it is now. */
    State now();
}
