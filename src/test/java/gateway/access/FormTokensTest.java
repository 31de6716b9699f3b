package gateway.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import execution.model.Digests;
import execution.model.HandClock;
import execution.security.OperatorRole;
import execution.security.Signatures;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FormTokensTest {

    private static final Visitor OTTO = new Visitor("otto", OperatorRole.OPERATOR, null);

    private final HandClock clock = new HandClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final Signatures signatures = mock(Signatures.class);
    private final FormTokens tokens = new FormTokens(signatures, clock);

    @BeforeEach
    void sign() {
        when(signatures.sign(any())).thenAnswer(call -> signed(call.getArgument(0)));
        when(signatures.isValid(any(), any()))
                .thenAnswer(call -> signed(call.getArgument(0)).equals(call.getArgument(1)));
    }

    private static String signed(String content) {
        return Digests.sha256(content).substring(0, 43);
    }

    @Test
    void shouldTakeATokenForTwelveHoursFromThePersonItWasMadeFor() {
        String token = tokens.make(OTTO);

        assertThat(tokens.isGood(OTTO, token)).isTrue();
        assertThat(tokens.isGood(new Visitor("anna", OperatorRole.OPERATOR, null), token))
                .isFalse();
        assertThat(tokens.isGood(new Visitor("otto", OperatorRole.OPERATOR, "a-tenant"), token))
                .isFalse();

        clock.advance(Duration.ofHours(12));
        assertThat(tokens.isGood(OTTO, token)).isFalse();
    }

    @Test
    void shouldRefuseWhatItDidNotMake() {
        String token = tokens.make(OTTO);

        assertThat(tokens.isGood(OTTO, null)).isFalse();
        assertThat(tokens.isGood(OTTO, "")).isFalse();
        assertThat(tokens.isGood(OTTO, "9" + token)).isFalse();
        assertThat(tokens.isGood(OTTO, token + "a")).isFalse();
        assertThat(tokens.isGood(OTTO, "999999999999." + "a".repeat(43))).isFalse();
    }
}
