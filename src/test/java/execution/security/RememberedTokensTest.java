package execution.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import execution.model.HandClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;

class RememberedTokensTest {

    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

    private final List<String> checked = new ArrayList<>();
    private final HandClock clock = new HandClock(START);
    private Instant expires = START.plus(Duration.ofHours(1));
    private boolean isGood = true;

    private final RememberedTokens tokens = new RememberedTokens(
            token -> {
                checked.add(token);
                if (!isGood) {
                    throw new BadJwtException("not good");
                }
                return Jwt.withTokenValue(token)
                        .header("alg", "RS256")
                        .subject(token)
                        .expiresAt(expires)
                        .build();
            },
            clock);

    @Test
    void shouldCheckTokenOnceAMinute() {
        Jwt first = tokens.decode("a.b.c");
        clock.advance(Duration.ofSeconds(59));
        assertThat(tokens.decode("a.b.c")).isSameAs(first);
        assertThat(checked).hasSize(1);

        clock.advance(Duration.ofSeconds(1));
        tokens.decode("a.b.c");
        assertThat(checked).hasSize(2);
    }

    @Test
    void shouldCheckTokenAgainFromItsOwnEndOn() {
        expires = START.plusSeconds(10);
        tokens.decode("a.b.c");
        clock.advance(Duration.ofSeconds(10));
        isGood = false;

        assertThatThrownBy(() -> tokens.decode("a.b.c")).isInstanceOf(BadJwtException.class);
    }

    @Test
    void shouldNotKeepEndOfRememberedTokenAway() {
        tokens.decode("a.b.c");
        clock.advance(Duration.ofSeconds(60));
        isGood = false;

        assertThatThrownBy(() -> tokens.decode("a.b.c")).isInstanceOf(BadJwtException.class);
        isGood = true;
        tokens.decode("a.b.c");
        assertThat(checked).hasSize(3);
    }

    @Test
    void shouldTakeTokensThatDifferInOneCharacterForDifferentOnes() {
        assertThat(tokens.decode("a.b.c").getSubject()).isEqualTo("a.b.c");
        assertThat(tokens.decode("a.b.C").getSubject()).isEqualTo("a.b.C");
        assertThat(checked).containsExactly("a.b.c", "a.b.C");
    }

    @Test
    void shouldRememberNoRefusal() {
        isGood = false;
        assertThatThrownBy(() -> tokens.decode("a.b.c")).isInstanceOf(BadJwtException.class);
        isGood = true;

        assertThat(tokens.decode("a.b.c").getSubject()).isEqualTo("a.b.c");
    }

    @Test
    void shouldRememberSoManyTokensOnly() {
        tokens.decode("first");
        for (int number = 0; number < 2_000; number++) {
            tokens.decode("other-" + number);
        }
        checked.clear();

        tokens.decode("first");
        assertThat(checked).containsExactly("first");
    }
}
