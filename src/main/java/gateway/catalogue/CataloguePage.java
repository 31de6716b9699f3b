package gateway.catalogue;

import java.util.List;

/** What the page with the catalogue shows: the tasks in force, and the files that cannot be used. */
public record CataloguePage(List<Row> tasks, List<Unusable> files) {

    /**
     * One task.
     *
     * @param path the address of its page
     * @param source the file that it comes from
     */
    public record Row(String name, String path, String title, String runner, String source) {}

    /** A file, and what is wrong with it. */
    public record Unusable(String source, List<String> errors) {}
}
