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

/**
 * What a Kafka client's error means, for people: whether Kafka was reached, and what it refused.
 *
 * @param text one line of some 400 characters at most, without secrets
 */
public record KafkaFailure(Kind kind, String text) {

    /** AWS tells at great length where it looked for credentials in vain. */
    private static final int MOST_CHARACTERS = 400;

    /** Who has to do something about it. */
    public enum Kind {
        /** The broker's certificate was not accepted. */
        NOT_TRUSTED,
        /** The broker did not accept who we are. */
        NOT_AUTHENTICATED,
        /** The broker knows who we are and does not let us. */
        NOT_AUTHORIZED,
        /** No broker answered in time. */
        AWAY,
        /** This record is never taken, whenever it is sent: it is too large, or not of a form that the topic takes. */
        REFUSED,
        /** Anything else. */
        OTHER;

        /** Whether no other record would have been taken either. */
        public boolean concernsAll() {
            return this != REFUSED && this != OTHER;
        }
    }

    /** Of an error, or of its first cause that says more than the rest. */
    public static KafkaFailure of(Throwable error) {
        Throwable telling = error;
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
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
        Throwable root = error;
        while (root.getCause() != null) {
            root = root.getCause();
        }
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
