package shared.kafka;

import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import shared.failure.Causes;

/**
 * What an error of a Kafka client means: whether Kafka was reached, and what it refused.
 *
 * @param kind what kind of failure it is
 * @param text says in words what happened: one line of some 400 characters at most, without secrets
 */
public record KafkaFailure(Kind kind, String text) {

    /** The most characters of an error's message. AWS lists at great length where it found no credentials. */
    private static final int MOST_CHARACTERS = 400;

    /** The kinds of failures, by what has to be done about them. */
    public enum Kind {
        /** The client does not trust the broker's certificate. */
        NOT_TRUSTED,
        /** The broker did not accept the client's identity. */
        NOT_AUTHENTICATED,
        /** The broker knows the client and gives it no permission. */
        NOT_AUTHORIZED,
        /** No broker answered in time. */
        AWAY,
        /** The broker never takes this record, because it is too large or not in a form that the topic takes. */
        REFUSED,
        /** Any other failure. */
        OTHER;

        /** Tells whether the broker would not have taken any other record either. */
        public boolean concernsAll() {
            return this != REFUSED && this != OTHER;
        }
    }

    /**
     * Describes a failure by its most telling cause.
     *
     * @param error the failure; the first of its causes that is a specific error of Kafka counts, if there is one
     */
    public static KafkaFailure of(Throwable error) {
        Throwable telling = error;
        for (Throwable cause : Causes.of(error)) {
            if (cause instanceof KafkaException) {
                telling = cause;
                if (!cause.getClass().equals(KafkaException.class)) {
                    break;
                }
            }
        }
        if (telling instanceof SslAuthenticationException) {
            return new KafkaFailure(Kind.NOT_TRUSTED, "the TLS handshake failed: " + withCause(telling));
        }
        if (telling instanceof AuthenticationException) {
            return new KafkaFailure(Kind.NOT_AUTHENTICATED, "authentication was refused: " + message(telling));
        }
        if (telling instanceof TopicAuthorizationException topics) {
            return new KafkaFailure(Kind.NOT_AUTHORIZED, "no permission for the topics " + topics.unauthorizedTopics());
        }
        if (telling instanceof AuthorizationException) {
            return new KafkaFailure(Kind.NOT_AUTHORIZED, "no permission: " + message(telling));
        }
        if (telling instanceof TimeoutException) {
            return new KafkaFailure(Kind.AWAY, "no broker took it in time: " + message(telling));
        }
        if (telling instanceof RecordTooLargeException
                || telling instanceof RecordBatchTooLargeException
                || telling instanceof InvalidRecordException
                || telling instanceof SerializationException) {
            return new KafkaFailure(Kind.REFUSED, "the record is refused: " + message(telling));
        }
        return new KafkaFailure(Kind.OTHER, telling == null ? "unknown" : message(telling));
    }

    private static String withCause(Throwable error) {
        Throwable root = Causes.root(error);
        return root == error ? message(error) : message(error) + " (" + message(root) + ")";
    }

    private static String message(Throwable error) {
        String message = error.getMessage();
        if (message == null) {
            return error.getClass().getSimpleName();
        }
        String line = message.replaceAll("\\s+", " ").trim();
        return line.length() <= MOST_CHARACTERS ? line : line.substring(0, MOST_CHARACTERS) + "…";
    }
}
