package documentation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A page of the documentation, as far as tests look at it.
 *
 * @param links targets of links and pictures, outside of code
 * @param anchors what links can name behind a #: each heading as GitHub spells it
 * @param code texts between backticks, outside of blocks of code
 */
record MarkdownPage(Path path, List<String> links, Set<String> anchors, List<String> code) {

    private static final Pattern FENCED = Pattern.compile("(?ms)^ *```.*?^ *```$");
    private static final Pattern COMMENT = Pattern.compile("(?s)<!--.*?-->");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^()\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.+?)\\s*$");

    /** Gives the paths of all pages of the project. */
    static List<Path> all() throws IOException {
        List<Path> pages = new ArrayList<>();
        try (Stream<Path> top = Files.list(Path.of(""));
                Stream<Path> docs = Files.walk(Path.of("docs"));
                Stream<Path> infrastructure = Files.walk(Path.of("infrastructure"));
                Stream<Path> observability = Files.walk(Path.of("observability"));
                Stream<Path> forge = Files.walk(Path.of(".github"))) {
            Stream.of(top, docs, infrastructure, observability, forge)
                    .flatMap(paths -> paths)
                    .filter(path -> path.toString().endsWith(".md"))
                    .forEach(pages::add);
        }
        return pages;
    }

    static MarkdownPage read(Path path) throws IOException {
        String text = COMMENT.matcher(FENCED.matcher(Files.readString(path)).replaceAll(""))
                .replaceAll("");
        String prose = CODE.matcher(text).replaceAll("");
        return new MarkdownPage(path, groups(LINK, prose), anchors(groups(HEADING, text)), groups(CODE, text));
    }

    private static List<String> groups(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
    }

    /** A heading that comes again has a number: {@code -1}, {@code -2}. */
    private static Set<String> anchors(List<String> headings) {
        Map<String, Integer> seen = new HashMap<>();
        Set<String> anchors = new HashSet<>();
        for (String heading : headings) {
            String anchor = LINK.matcher(heading)
                    .replaceAll("")
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N} _-]", "")
                    .replace(' ', '-');
            int before = seen.merge(anchor, 1, Integer::sum) - 1;
            anchors.add(before == 0 ? anchor : anchor + "-" + before);
        }
        return anchors;
    }

    /** The targets within the project that are not there. */
    List<String> brokenLinks() throws IOException {
        List<String> broken = new ArrayList<>();
        for (String link : links) {
            if (!link.matches("[a-z]+:.*") && !leadsSomewhere(link)) {
                broken.add(path + " -> " + link);
            }
        }
        return broken;
    }

    private boolean leadsSomewhere(String link) throws IOException {
        int hash = link.indexOf('#');
        String file = hash < 0 ? link : link.substring(0, hash);
        Path target = file.isEmpty() ? path : path.resolveSibling(file).normalize();
        if (!Files.exists(target)) {
            return false;
        }
        return hash < 0 || Files.isRegularFile(target) && read(target).anchors().contains(link.substring(hash + 1));
    }
}
