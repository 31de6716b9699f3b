package execution.deadletter;

import execution.model.Timestamps;
import java.time.Instant;
import shared.token.SignedTokens;

/**
 * A dead letter as people see it.
 *
 * @param sentAt when the message was sent, or set aside by the service
 * @param reason the first thousand characters of why it is here, without tokens
 * @param body the first two thousand characters of the message, without tokens
 * @param isCut whether the body is longer
 */
public record ShownDeadLetter(String id, Instant sentAt, String reason, String body, boolean isCut) {

    private static final int BODY_CHARACTERS = 2_000;
    private static final int REASON_CHARACTERS = 1_000;

    /** Leaves out what nobody must see, and what would be too long. */
    public static ShownDeadLetter of(DeadLetter letter) {
        String body = SignedTokens.masked(letter.body());
        return new ShownDeadLetter(
                letter.id(),
                letter.sentAt(),
                cut(SignedTokens.masked(letter.reason()), REASON_CHARACTERS),
                cut(body, BODY_CHARACTERS),
                body.length() > BODY_CHARACTERS);
    }

    /** Gives the time as texts have it. */
    public String sent() {
        return Timestamps.format(sentAt);
    }

    private static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most);
    }
}
