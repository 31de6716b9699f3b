package gateway.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GridTest {

    private static Grid grid(String letters) {
        return Grid.of(letters.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void shouldDrawCellsOfOneColourThatStandSideBySideAsOneShape() {
        Grid grid = grid("ddddffwr");

        assertThat(grid.partsOfCell()).isEqualTo(1);
        assertThat(grid.shapes())
                .extracting(shape -> shape.letter() + " " + shape.path())
                .containsExactlyInAnyOrder(
                        "d M0 0h96v24h-96z", "f M96 0h48v24h-48z", "w M144 0h24v24h-24z", "r M168 0h24v24h-24z");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 19, 20, 21, 40, 41, 100, 101, 2_000, 2_001, 100_000, 1_000_000})
    void shouldStaySmallHoweverManyPartsThereAre(int parts) {
        byte[] letters = new byte[parts];
        for (int i = 0; i < parts; i++) {
            letters[i] = (byte) "dfwrsc".charAt(i * 7 % 6);
        }

        Grid grid = Grid.of(letters);

        int characters = grid.lines().length()
                + grid.shapes().stream()
                        .mapToInt(shape -> shape.path().length())
                        .sum();
        assertThat(characters).isLessThan(80_000);
        assertThat(grid.width()).isPositive().isLessThanOrEqualTo(1_000);
        assertThat(grid.height()).isPositive().isLessThanOrEqualTo(200);
    }

    @Test
    void shouldShowTheOneFailedPartOfACell() {
        StringBuilder letters = new StringBuilder("d".repeat(100_000));
        letters.setCharAt(77_777, 'f');

        Grid grid = grid(letters.toString());

        assertThat(grid.partsOfCell()).isEqualTo(50);
        assertThat(grid.shapes()).filteredOn(shape -> shape.letter() == 'f').hasSize(1);
    }

    @Test
    void shouldDrawNothingOfNoParts() {
        assertThat(grid("").shapes()).isEmpty();
    }
}
