package execution.waiting;

import execution.runner.LaunchBudget;
import execution.store.Lanes;
import java.time.Instant;
import java.util.List;

/**
 * Why an execution waits, at a moment. What is not known, or says nothing about an execution in its status, is null.
 *
 * @param sentences the reasons in plain words, the most telling first; none if the execution does not wait
 * @param before how many executions of its lane stand before it, counted as far as {@link Lanes#MOST_COUNTED}; one more
 *     stands for all beyond
 * @param lane the lane that it waits in, or that its parts wait in
 * @param notBefore until when it, or its launch, is put off
 * @param until when it ends if it still waits
 * @param refusals how often its current attempt was refused by the platform
 * @param budget what is left of the budget of launches of its runner
 */
public record WaitingReasons(
        List<String> sentences,
        Integer before,
        Lanes.State lane,
        Instant notBefore,
        Instant until,
        Integer refusals,
        LaunchBudget.State budget) {

    static WaitingReasons ofSentences(List<String> sentences, Lanes.State lane) {
        return new WaitingReasons(sentences, null, lane, null, null, null, null);
    }
}
