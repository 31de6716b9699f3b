package wrapper.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkDirectoryTest {
    @ParameterizedTest
    @CsvSource({
        "sample.jar, sample.jar",
        "../../etc/passwd, passwd",
        "C:\\x\\y.zip, y.zip",
        "a b$(c).jar, a_b__c_.jar",
        ".., input",
        "'', input",
        "x/, input",
        "--help, help",
        ".bashrc, bashrc",
    })
    void shouldMakeAPlainFileNameOfAnything(String name, String plain) {
        assertThat(WorkDirectory.plainName(name)).isEqualTo(plain);
    }

    @Test
    void shouldKeepTheExtensionWhenTheNameIsTooLong() {
        assertThat(WorkDirectory.plainName("a".repeat(500) + ".jar"))
                .hasSize(200)
                .endsWith("a.jar");
    }
}
