package wrapper.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import wrapper.config.InputProblems;

class S3ActionRequestTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a/b.csv           | b.csv",
                "b é.csv           | b é.csv",
                "../../etc/passwd  | passwd",
                "/etc/passwd       | passwd",
                "a/..\\..\\b       | ..\\..\\b",
                "...               | ...",
            })
    void shouldKeepWhateverTheKeyWithinTheFolder(String key, String name) throws Exception {
        assertThat(request(key, folder.toString()).target(folder.resolve("own")))
                .isEqualTo(folder.resolve(name));
        assertThat(request(key, folder + "/new/").target(folder.resolve("own")))
                .isEqualTo(folder.resolve("new").resolve(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/..", "..", ".", "a/", "a/b\0c"})
    void shouldRefuseAKeyThatNamesNoFileInAFolder(String key) {
        assertThatThrownBy(() -> request(key, folder.toString()).target(folder))
                .isInstanceOf(ActionFailedException.class)
                .hasMessageContaining("name a file as output");
    }

    @Test
    void shouldTakeTheFileThatIsNamedAndElseOneInTheRunsFolder() throws Exception {
        assertThat(request("a/..", folder + "/file").target(folder.resolve("own")))
                .isEqualTo(folder.resolve("file"));
        assertThat(request("a/..", "").target(folder.resolve("own"))).isEqualTo(folder.resolve("own/input"));
        assertThat(request("a/b.csv", "").target(folder.resolve("own"))).isEqualTo(folder.resolve("own/b.csv"));
    }

    private static S3ActionRequest request(String key, String output) {
        return S3ActionRequest.parse(
                new Fields("", Map.of("bucket", "b", "key", key, "output", output), true, new InputProblems()));
    }
}
