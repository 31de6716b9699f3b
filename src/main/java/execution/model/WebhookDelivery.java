package execution.model;

import java.time.Instant;

/**
 * How far the webhook of an execution has got.
 *
 * @param settledSeq the receiver has the changes up to this one that it is to hear of, or they were given up; 0 while
 *     nothing is known
 * @param tries how often the next change was tried in vain
 * @param nextTryAt when the next change may be tried again; null if it may be tried at once
 * @param error why the last try failed, or why a change was given up; null if neither happened
 * @param givenUp how many changes were given up
 */
public record WebhookDelivery(int settledSeq, int tries, Instant nextTryAt, String error, int givenUp) {

    /** Nothing was sent yet, or there is no webhook. */
    public static final WebhookDelivery NONE = new WebhookDelivery(0, 0, null, null, 0);

    /** Why a change was given up stays, and why a try failed goes once the change is delivered. */
    WebhookDelivery delivered(int seq) {
        return new WebhookDelivery(seq, 0, null, givenUp > 0 ? error : null, givenUp);
    }

    WebhookDelivery failed(String why, Instant next) {
        return new WebhookDelivery(settledSeq, tries + 1, next, why, givenUp);
    }

    WebhookDelivery givenUp(int seq, String why) {
        return new WebhookDelivery(seq, 0, null, why, givenUp + 1);
    }
}
