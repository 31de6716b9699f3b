package documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Builds the documentation as HTML below target/docs, and looks at what a browser would be given. */
class DocumentationSiteTest {

    private static final Pattern LINK = Pattern.compile("(?:href|src|srcset)=\"([^\"]+)\"");
    private static final Pattern CODE = Pattern.compile("(?s)<(pre|code)\\b.*?</\\1>");

    private static List<Path> pages;

    @BeforeAll
    static void build() throws IOException {
        pages = DocumentationSite.write();
    }

    @Test
    void shouldLeadFromEachPageToWhatIsThere() throws IOException {
        List<String> broken = new ArrayList<>();
        int links = 0;
        for (Path page : pages) {
            Matcher found = LINK.matcher(Files.readString(page));
            while (found.find()) {
                links++;
                if (!leads(page, found.group(1))) {
                    broken.add(page + " -> " + found.group(1));
                }
            }
        }

        assertThat(links).isGreaterThan(300);
        assertThat(broken).isEmpty();
    }

    private static boolean leads(Path page, String link) throws IOException {
        if (link.matches("[a-z]+:.*")) {
            return true;
        }
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]);
        return Files.exists(target)
                && (parts.length == 1 || Files.readString(target).contains(" id=\"" + parts[1] + "\""));
    }

    /** A table with a wrong line, or a link that is broken over a parenthesis, is left as it was typed. */
    @Test
    void shouldLeaveNothingAsItWasTyped() throws IOException {
        for (Path page : pages) {
            String prose = CODE.matcher(Files.readString(page)).replaceAll("");

            assertThat(prose).as("%s", page).doesNotContain("](", "```", "|--", "\n|", "**");
        }
    }
}
