package execution.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import execution.operations.StartRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogueTest {

    private static final String SHIPPED = "static-code-analysis-java";

    @TempDir
    Path first;

    @TempDir
    Path second;

    private static Catalogue read(Path... folders) {
        return new Catalogue(new TaskFolders(new CatalogueProperties(List.of(folders))), TaskText.reader());
    }

    private static void put(Path folder, String file, String content) throws IOException {
        Files.writeString(folder.resolve(file), content);
    }

    @Test
    void shouldKnowTheShippedTasks() {
        Catalogue catalogue = read();

        assertThat(catalogue.unusable()).isEmpty();
        assertThat(catalogue.find(SHIPPED))
                .get()
                .extracting(TaskFile::source)
                .isEqualTo("classpath:tasks/static-code-analysis-java.yaml");
    }

    @Test
    void shouldLetTheLaterFolderReplaceATask() throws IOException {
        put(first, "scan.yaml", "title: first");
        put(first, SHIPPED + ".yaml", "title: ours");
        put(second, "scan.yaml", "title: second");

        Catalogue catalogue = read(first, second);

        assertThat(catalogue.find("scan")).get().extracting(TaskFile::title).isEqualTo("second");
        assertThat(catalogue.find(SHIPPED)).get().satisfies(task -> {
            assertThat(task.title()).isEqualTo("ours");
            assertThat(task.source()).isEqualTo(SHIPPED + ".yaml");
        });
    }

    @Test
    void shouldKeepTheOtherTasksWhenAFileIsBad() throws IOException {
        put(first, "bad.yaml", "titel: x");
        put(first, "good.yaml", "title: x");

        Catalogue catalogue = read(first);

        assertThat(catalogue.find("good")).isPresent();
        assertThat(catalogue.find(SHIPPED)).isPresent();
        assertThat(catalogue.find("bad")).isEmpty();
        assertThat(catalogue.unusable()).singleElement().satisfies(bad -> {
            assertThat(bad.name()).isEqualTo("bad");
            assertThat(bad.source()).isEqualTo("bad.yaml");
            assertThat(bad.errors()).hasSize(2);
        });
    }

    @Test
    void shouldNotRunTheShippedTaskInPlaceOfABadFile() throws IOException {
        put(first, SHIPPED + ".yaml", "titel: x");

        Catalogue catalogue = read(first);

        assertThat(catalogue.find(SHIPPED)).isEmpty();
        assertThat(catalogue.unusable(SHIPPED)).isPresent();
    }

    @Test
    void shouldNotReadOtherFilesOrFolders() throws IOException {
        put(first, "README.md", "# tasks");
        put(first, "scan.yaml.bak", "title: x");
        Files.createDirectory(first.resolve("folder.yaml"));
        int shipped = read().all().size();

        Catalogue catalogue = read(first);

        assertThat(catalogue.all()).hasSize(shipped);
        assertThat(catalogue.unusable()).isEmpty();
    }

    @Test
    void shouldRefuseToStartWithoutAFolder() {
        assertThatThrownBy(() -> read(first.resolve("nowhere")))
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining("execution.tasks-dir")
                .hasMessageContaining("nowhere");
    }
}
