package execution.results.nmap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextsTest {

    private final Texts texts = new Texts();

    private String of(String text) {
        return texts.of(("<" + text + ">").toCharArray(), 1, text.length());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "\u00e9", "\u00ff", "\u0100", "\u0161", "\u20ac", "\ud83d"})
    void shouldGiveTheTextOfTheCharactersHoweverManyThereAre(String character) {
        for (int again = 0; again < 2; again++) {
            for (int length = 0; length < 80; length++) {
                assertThat(of(character.repeat(length))).isEqualTo(character.repeat(length));
                assertThat(of("x" + character.repeat(length))).isEqualTo("x" + character.repeat(length));
            }
        }
    }

    @Test
    void shouldTellApartMoreTextsThanItKeeps() {
        for (int again = 0; again < 2; again++) {
            for (int number = 0; number < 20_000; number++) {
                assertThat(of("CVE-2026-" + number)).isEqualTo("CVE-2026-" + number);
                assertThat(of(String.valueOf(number))).isEqualTo(String.valueOf(number));
                assertThat(of("cpe:/a:apache:tomcat:" + number)).isEqualTo("cpe:/a:apache:tomcat:" + number);
            }
        }
    }

    @Test
    void shouldGiveATextAgain() {
        assertThat(of("open")).isSameAs(of("open"));
        assertThat(of("cpe:/o:linux:linux_kernel:5")).isSameAs(of("cpe:/o:linux:linux_kernel:5"));
        assertThat(of("general purposes")).isSameAs(of("general purposes"));
    }
}
