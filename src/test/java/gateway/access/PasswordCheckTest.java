package gateway.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import execution.model.HandClock;
import execution.security.OperatorRole;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.authentication.WebAuthenticationDetails;

class PasswordCheckTest {

    private static final Visitor OTTO = new Visitor("otto", OperatorRole.OPERATOR, null);

    private final HandClock clock = new HandClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final Operators operators = mock(Operators.class);
    private final PasswordCheck check = new PasswordCheck(operators, new WrongPasswords(), clock);

    @BeforeEach
    void know() {
        when(operators.check(any(), any())).thenReturn(Optional.empty());
        when(operators.check("otto", "right")).thenReturn(Optional.of(OTTO));
    }

    private Authentication enter(String address, String name, String password) {
        MockHttpServletRequest request = new MockHttpServletRequest();
        request.setRemoteAddr(address);
        UsernamePasswordAuthenticationToken given = UsernamePasswordAuthenticationToken.unauthenticated(name, password);
        given.setDetails(new WebAuthenticationDetails(request));
        return check.authenticate(given);
    }

    private void guess(String address, String name, int times) {
        for (int i = 0; i < times; i++) {
            assertThatThrownBy(() -> enter(address, name, "wrong")).isInstanceOf(BadCredentialsException.class);
        }
    }

    @Test
    void shouldGiveTheRoleAndThoseBelowIt() {
        Authentication entered = enter("1.1.1.1", "otto", "right");

        assertThat(entered.getPrincipal()).isEqualTo(OTTO);
        assertThat(entered.getCredentials()).isNull();
        assertThat(entered.getAuthorities())
                .extracting(Object::toString)
                .containsExactlyInAnyOrder("gateway-viewer", "gateway-operator");
    }

    @Test
    void shouldCheckARightPasswordOnceAMinute() {
        enter("1.1.1.1", "otto", "right");
        enter("2.2.2.2", "otto", "right");
        verify(operators, times(1)).check("otto", "right");

        clock.advance(Duration.ofMinutes(1));
        enter("1.1.1.1", "otto", "right");
        verify(operators, times(2)).check("otto", "right");
    }

    @Test
    void shouldCheckNoMoreGuessesOfAnAddressAndStillLetInAnother() {
        guess("1.1.1.1", "otto", 10);

        TooManyGuessesException refusal =
                catchThrowableOfType(TooManyGuessesException.class, () -> enter("1.1.1.1", "otto", "right"));
        assertThat(refusal.seconds()).isPositive().isLessThanOrEqualTo(61);
        assertThat(enter("2.2.2.2", "otto", "right").isAuthenticated()).isTrue();
    }

    @Test
    void shouldLeaveOneGuessToEachFurtherAddressIfANameIsGuessedFromMany() {
        for (int address = 0; address < 5; address++) {
            guess("1.1.1." + address, "otto", 10);
        }

        guess("2.2.2.2", "otto", 1);

        assertThatThrownBy(() -> enter("2.2.2.2", "otto", "wrong")).isInstanceOf(TooManyGuessesException.class);
        assertThat(enter("3.3.3.3", "otto", "right").isAuthenticated()).isTrue();
        guess("2.2.2.2", "other", 1);
    }
}
