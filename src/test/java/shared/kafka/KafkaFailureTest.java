package shared.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.SSLHandshakeException;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

class KafkaFailureTest {

    @Test
    void shouldSayThatTheCredentialsWereRefused() {
        KafkaFailure failure =
                KafkaFailure.of(new ExecutionException(new SaslAuthenticationException("[1]: Access denied")));

        assertThat(failure)
                .isEqualTo(new KafkaFailure(
                        KafkaFailure.Kind.NOT_AUTHENTICATED, "authentication was refused: [1]: Access denied"));
    }

    @Test
    void shouldSayWhyTheCertificateWasNotAccepted() {
        KafkaFailure failure = KafkaFailure.of(new SslAuthenticationException(
                "SSL handshake failed", new SSLHandshakeException("unable to find valid certification path")));

        assertThat(failure.kind()).isEqualTo(KafkaFailure.Kind.NOT_TRUSTED);
        assertThat(failure.text()).contains("SSL handshake failed", "unable to find valid certification path");
    }

    @Test
    void shouldNameTheTopicThatIsForbidden() {
        assertThat(KafkaFailure.of(new TopicAuthorizationException(Set.of("executions.events"))))
                .isEqualTo(new KafkaFailure(
                        KafkaFailure.Kind.NOT_AUTHORIZED, "no permission for the topics [executions.events]"));
        assertThat(KafkaFailure.of(new ClusterAuthorizationException("Cluster authorization failed."))
                        .kind())
                .isEqualTo(KafkaFailure.Kind.NOT_AUTHORIZED);
    }

    @Test
    void shouldSayThatNobodyAnswered() {
        assertThat(KafkaFailure.of(new TimeoutException("Topic x not present in metadata after 5000 ms."))
                        .kind())
                .isEqualTo(KafkaFailure.Kind.AWAY);
    }

    @Test
    void shouldTellARecordThatIsNeverTakenFromAnOutageForAll() {
        for (KafkaException refusal : List.of(
                new RecordTooLargeException("1 MB"),
                new InvalidRecordException("no key"),
                new SerializationException("no bytes"))) {
            KafkaFailure failure = KafkaFailure.of(new ExecutionException(refusal));

            assertThat(failure.kind()).isEqualTo(KafkaFailure.Kind.REFUSED);
            assertThat(failure.kind().concernsAll()).isFalse();
        }
        assertThat(KafkaFailure.of(new TimeoutException("no broker")).kind().concernsAll())
                .isTrue();
        assertThat(KafkaFailure.of(new IllegalStateException("?")).kind().concernsAll())
                .isFalse();
    }

    @Test
    void shouldLookBehindAnErrorThatOnlyWraps() {
        assertThat(KafkaFailure.of(new KafkaException("in an error state", new SaslAuthenticationException("no")))
                        .kind())
                .isEqualTo(KafkaFailure.Kind.NOT_AUTHENTICATED);
    }

    @Test
    void shouldKeepToOneLine() {
        assertThat(KafkaFailure.of(new IllegalStateException("a\n  b")))
                .isEqualTo(new KafkaFailure(KafkaFailure.Kind.OTHER, "a b"));
        assertThat(KafkaFailure.of(null).text()).isEqualTo("unknown");
    }
}
