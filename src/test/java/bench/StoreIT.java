package bench;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;
import system.SharedPlatform;

/** The benchmark is run by hand, so this test notices when what it measures cannot be started any more. */
class StoreIT {

    @Test
    void shouldStartTheStoreAloneWhoseCeilingIsMeasured() {
        assertThatCode(() -> new Store(SharedPlatform.get().properties()).close())
                .doesNotThrowAnyException();
    }
}
