package documentation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.ext.heading.anchor.HeadingAnchorExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;

/**
 * The pages of the project as HTML, for readers without GitHub. A page stands where it stands in the project. Links to
 * what is no page lead into the project itself.
 */
final class DocumentationSite {

    private static final Path FOLDER = Path.of("target", "docs");
    private static final Path IMAGES = Path.of("docs", "images");
    private static final List<Extension> EXTENSIONS =
            List.of(TablesExtension.create(), HeadingAnchorExtension.create());
    private static final Parser PARSER = Parser.builder().extensions(EXTENSIONS).build();
    private static final HtmlRenderer RENDERER =
            HtmlRenderer.builder().extensions(EXTENSIONS).build();

    private static final String BEFORE =
            """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
            <title>%s</title>
            <style>
            body {font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color-scheme: light dark}
            table {border-collapse: collapse} td, th {border: 1px solid #8888; padding: .3rem .6rem; vertical-align: top}
            pre {overflow-x: auto; background: #8881; padding: .8rem} img {max-width: 100%%}
            </style></head><body>
            <p><a href="%s">Documentation</a></p>
            """;

    private DocumentationSite() {}

    /**
     * Writes all pages.
     *
     * @return the files of the pages
     */
    static List<Path> write() throws IOException {
        List<Path> written = new ArrayList<>();
        for (Path page : MarkdownPage.all()) {
            Path file = FOLDER.resolve(asHtml(page.toString()));
            Node tree = PARSER.parse(Files.readString(page));
            tree.accept(new Links(page));
            String index = page.toAbsolutePath()
                    .getParent()
                    .relativize(Path.of("docs", "README.html").toAbsolutePath())
                    .toString();
            Files.createDirectories(file.getParent());
            Files.writeString(file, BEFORE.formatted(page, index) + RENDERER.render(tree) + "</body></html>\n");
            written.add(file);
        }
        try (Stream<Path> images = Files.list(IMAGES)) {
            Path folder = Files.createDirectories(FOLDER.resolve(IMAGES));
            for (Path image : images.toList()) {
                Files.copy(image, folder.resolve(image.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        return written;
    }

    private static String asHtml(String link) {
        return link.replaceFirst("\\.md(?=#|$)", ".html");
    }

    /** Lets links lead to the HTML of pages, and to the project's own files. */
    private static final class Links extends AbstractVisitor {

        private static final Pattern ELSEWHERE = Pattern.compile("[a-z]+:.*");

        private final Path page;

        private Links(Path page) {
            this.page = page;
        }

        @Override
        public void visit(Link link) {
            String target = link.getDestination();
            if (target.matches("[^#]*\\.md(#.*)?")) {
                link.setDestination(asHtml(target));
            } else if (!target.startsWith("#") && !ELSEWHERE.matcher(target).matches()) {
                Path file = page.toAbsolutePath().resolveSibling(target).normalize();
                Path from = FOLDER.resolve(page).toAbsolutePath().getParent();
                link.setDestination(from.relativize(file).toString());
            }
            visitChildren(link);
        }
    }
}
