package execution.results.nmap;

import static execution.results.nmap.NmapFiles.HEAD;
import static execution.results.nmap.NmapFiles.TAIL;
import static execution.results.nmap.NmapFiles.file;
import static execution.results.nmap.NmapFiles.host;
import static execution.results.nmap.NmapFiles.port;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import execution.model.UnusableMessageException;
import execution.results.GeneratedFile;
import execution.results.RecordedResults;
import execution.results.TextFile;
import execution.results.parser.ForgottenResults;
import execution.results.parser.ResultsContext;
import execution.results.parser.ResultsFile;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostileNmapTest {

    private static final String HOST_HEAD = "<host><address addr=\"1.2.3.4\" addrtype=\"ipv4\"/>";
    private static final int MEGABYTE = 1_000_000;

    private static void refused(ResultsFile file, String... words) {
        assertThatThrownBy(() -> NmapParsers.shipped().parse(file, new ForgottenResults()))
                .isInstanceOf(UnusableMessageException.class)
                .hasMessageContainingAll(words);
    }

    private static void refused(String xml, String... words) {
        refused(new TextFile("results.xml", xml), words);
    }

    /** A file of 100 MB in which one thing has no end. */
    private static GeneratedFile endless(String head, String part, String tail) {
        byte[] bytes = part.repeat(MEGABYTE / part.length()).getBytes(UTF_8);
        return new GeneratedFile(head, 100, number -> bytes, tail);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "not XML",
                "{\"nmaprun\": []}",
                "Starting Nmap 7.93 ( https://nmap.org )",
                "<nmaprun",
                "<nmaprun></nmaprun><nmaprun/>",
                "<nmaprun a='1' a='2'/>",
                "<nmaprun xmlns:a='b'><a:x/><c:host/></nmaprun>",
                "<?xml version='1.0' encoding='no-such-thing'?><nmaprun/>",
                "<?xml version='9.0'?><nmaprun/>",
                "<nmaprun>\u0000</nmaprun>",
                "<nmaprun><host></nmaprun></host>"
            })
    void shouldRefuseWhatIsNoXml(String text) {
        refused(text, "XML");
    }

    @Test
    void shouldRefuseTheXmlOfAnotherTool() {
        refused("<?xml version=\"1.0\"?><testsuite><host/></testsuite>", "not the XML of nmap, but of testsuite");
    }

    @Test
    void shouldPublishTheHostsBeforeTheCutOfAFileThatIsCutOff() throws IOException {
        String whole = file(host("1.2.3.4"), host("1.2.3.5"), host("1.2.3.6"));
        String cut = whole.substring(0, whole.indexOf("1.2.3.6") + 3);
        RecordedResults results = new RecordedResults("nmap", "2026-01-01T12:05:00Z");

        assertThatThrownBy(() -> NmapParsers.shipped().parse(new TextFile("results.xml", cut), results.context()))
                .isInstanceOf(UnusableMessageException.class)
                .hasMessageContainingAll("line 16", "2 hosts, was published");
        assertThat(results.documents("data"))
                .extracting(data -> data.at("/Data/address").asText())
                .containsExactly("1.2.3.4", "1.2.3.5");
    }

    /** Wherever a file is cut, it is refused for that, and never is half a host published. */
    @Test
    void shouldRefuseAFileThatIsCutAnywhere() throws IOException {
        byte[] whole = file(host("1.2.3.4", "<ports>" + port(22) + "</ports>")).getBytes(UTF_8);
        int end = whole.length - 1;
        for (int length = 0; length < end; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            refused(new TextFile("results.xml", cut), "not well-formed XML: ");
        }
    }

    static Stream<byte[]> textsOfAnotherEncoding() {
        String xml = file(host("1.2.3.4", "<hostnames><hostname name=\"b\u00fccher\" type=\"user\"/></hostnames>"));
        return Stream.of(
                xml.replace("UTF-8", "ISO-8859-1").getBytes(ISO_8859_1),
                xml.replace("UTF-8", "UTF-16").getBytes(UTF_16),
                ("\ufeff" + xml).getBytes(UTF_8));
    }

    @ParameterizedTest
    @MethodSource("textsOfAnotherEncoding")
    void shouldReadTheEncodingThatAFileSays(byte[] xml) throws IOException {
        assertThat(ParsedNmap.only(ParsedNmap.of(new TextFile("results.xml", xml)), "data")
                        .at("/host_names/0/host_name")
                        .asText())
                .isEqualTo("b\u00fccher");
    }

    @Test
    void shouldRefuseATextOfAnotherEncodingThanTheFileSays() {
        String xml = file(host("1.2.3.4", "<hostnames><hostname name=\"b\u00fccher\" type=\"user\"/></hostnames>"));

        refused(new TextFile("results.xml", xml.getBytes(ISO_8859_1)), "not well-formed XML", "line");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!ENTITY x SYSTEM \"file:///etc/passwd\">",
                "<!ENTITY x SYSTEM \"http://127.0.0.1:1/\">",
                "<!ENTITY % p SYSTEM \"file:///etc/passwd\"> %p; <!ENTITY x \"y\">",
                "<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\"><!ENTITY x \"&b;&b;&b;&b;\">"
            })
    void shouldExpandNoEntity(String declared) {
        for (String use : new String[] {
            "<hostnames><hostname name=\"&x;\"/></hostnames>",
            "<ports>" + port(80, "<script id=\"http-server-header\"><elem>&x;</elem></script>") + "</ports>",
            "<trace>&x;</trace>"
        }) {
            refused(
                    file(host("1.2.3.4", use)).replace("<!DOCTYPE nmaprun>", "<!DOCTYPE nmaprun [" + declared + "]>"),
                    "line");
        }
    }

    @Test
    void shouldReadNothingThatADocumentTypeNames() throws IOException {
        String xml = file(host("1.2.3.4"))
                .replace("<!DOCTYPE nmaprun>", "<!DOCTYPE nmaprun SYSTEM \"file:///no/such/file\">");

        assertThat(ParsedNmap.of(xml).documents("data")).hasSize(1);
    }

    @Test
    void shouldRefuseElementsInOneAnotherWithoutEnd() {
        refused(
                endless(
                        HEAD + HOST_HEAD + "<ports><port protocol=\"tcp\" portid=\"1\"><script id=\"vulners\">",
                        "<table>",
                        ""),
                "elements in one another",
                "line");
        refused(endless(HEAD, "<a>", ""), "elements in one another");
    }

    static Stream<GeneratedFile> thingsWithoutEnd() {
        String script = HEAD + HOST_HEAD + "<ports><port protocol=\"tcp\" portid=\"1\"><script id=\"vulners\"";
        return Stream.of(
                endless(HEAD + "<host comment=\"", "x", "\"/>" + TAIL),
                endless(script + " output=\"", "&#xa;", "\"/></port></ports></host>" + TAIL),
                endless(script + "><elem>", "x", "</elem></script></port></ports></host>" + TAIL),
                endless(HEAD + "<output>", "x", "</output>" + TAIL),
                endless(HEAD + "<!--", "x", "-->" + TAIL),
                endless(HEAD + "<?p ", "x", "?>" + TAIL),
                endless(HEAD + "<output><![CDATA[", "x", "]]></output>" + TAIL),
                endless(HEAD + "<", "x", "/>" + TAIL),
                endless(HEAD + "<a ", "x", "=\"\"/>" + TAIL),
                endless("<!DOCTYPE nmaprun [", "<!ENTITY a 'b'>", "]><nmaprun/>"),
                endless("<!DOCTYPE nmaprun SYSTEM \"", "x", "\"><nmaprun/>"),
                endless("", " ", "<nmaprun/>"),
                endless(HEAD + "<a xmlns:a=\"", "x", "\"/>" + TAIL));
    }

    @ParameterizedTest
    @MethodSource("thingsWithoutEnd")
    void shouldRefuseAThingOfAHundredMegabytesBeforeItIsInMemory(GeneratedFile file) {
        refused(file, "there is no tag in 1048576 bytes");
    }

    @Test
    void shouldRefuseNamesWithoutEnd() {
        refused(numbered("<n%1$d/>"), "different names");
        refused(numbered("<n a%1$d=\"\"/>"), "different names");
        refused(numbered("<n xmlns:n%1$d=\"n\"/>"), "different names");
        refused(numbered("<?n%1$d?>"), "processing instructions");
    }

    /** The library keeps each name until the file is read, so five thousand such names would not go into the memory. */
    @ParameterizedTest
    @ValueSource(strings = {"<%s/>", "<n %s=''/>", "<n xmlns:%s='n'/>", "<n xmlns:n='%s'/>", "<?%s?>"})
    void shouldRefuseLongNamesBeforeTheyFillTheMemory(String part) {
        for (int length : new int[] {300, 9_000, 900_000}) {
            refused(
                    new GeneratedFile(
                            HEAD,
                            5_000,
                            number -> part.formatted("n%07d".formatted(number).repeat(length / 8))
                                    .getBytes(UTF_8),
                            TAIL),
                    "a name of more than 200 characters");
        }
    }

    @Test
    void shouldRefuseAHostOfWhichThereIsTooMuchToKeep() {
        refused(numbered(HOST_HEAD + "<hostnames>", "<hostname name=\"n%1$d\"/>"), "names");
        refused(numbered(HOST_HEAD + "<os>", "<osmatch name=\"n%1$d\" accuracy=\"1\"/>"), "operating systems");
        refused(numbered(HOST_HEAD + "<os><osmatch>", "<osclass/>"), "classes");
        String inPort = HOST_HEAD + "<ports><port protocol=\"tcp\" portid=\"1\">";
        refused(numbered(inPort + "<service>", "<cpe>c%1$d</cpe>"), "cpe");
        refused(numbered(inPort + "<script id=\"vulners\">", "<table/>"), "things");
        refused(
                numbered(
                        inPort,
                        "<script id=\"http-server-header\"><elem>" + "x".repeat(9_000) + "%1$d</elem></script>"),
                "keep");
    }

    @Test
    void shouldPublishAHostWithMorePortsThanThereAreInSeveralMessages() throws IOException {
        int[] posted = new int[1];
        int[] published = new int[1];
        Map<String, Object> last = new HashMap<>();
        ResultsContext context = new ForgottenResults() {
            @Override
            public void postResults(String type, Map<String, ?> data, boolean includeSummaries) {
                posted[0]++;
                last.put("data", data);
            }

            @Override
            public void publish() {
                published[0]++;
            }
        };
        GeneratedFile ports = new GeneratedFile(
                HEAD + HOST_HEAD + "<ports>",
                200_000,
                number -> port(number).getBytes(UTF_8),
                "</ports></host>" + TAIL);

        NmapParsers.shipped().parse(ports, context);

        assertThat(posted[0]).isEqualTo(200_001);
        assertThat(published[0]).isEqualTo(201);
        Map<?, ?> data = (Map<?, ?>) last.get("data");
        assertThat((Iterable<?>) data.get("ports")).hasSize(10_000);
        assertThat(data.get("ports_not_listed")).isEqualTo(190_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<host><ports><port protocol='tcp' portid='1'/></ports></host>",
                "<host/>",
                "<host><address addrtype='ipv4'/></host>",
                "<host><address addr='1.2.3.4'/><ports><port portid='1'/></ports></host>",
                "<host><address addr='1.2.3.4'/><ports><port protocol='tcp'/></ports></host>"
            })
    void shouldRefuseAHostOrPortThatNothingIdentifies(String host) {
        refused(file(host), "without", "line");
    }

    @Test
    void shouldRefuseAnAddressThatIsNone() {
        refused(file(host("x".repeat(201))), "without an address");
    }

    @Test
    void shouldCutALongText() throws IOException {
        String name = "x".repeat(50_000);
        RecordedResults results = ParsedNmap.of(file(host(
                "1.2.3.4",
                "<hostnames><hostname name=\"" + name + "\"/></hostnames><ports>"
                        + port(
                                80,
                                "<script id=\"http-server-header\"><elem>" + name + "<!-- -->" + name
                                        + "</elem></script>")
                        + "</ports>")));

        assertThat(ParsedNmap.only(results, "data")
                        .at("/host_names/0/host_name")
                        .asText())
                .hasSize(10_000);
        assertThat(ParsedNmap.only(results, "data")
                        .at("/ports/0/http-server-header/0")
                        .asText())
                .hasSize(10_000);
    }

    @Test
    void shouldAskForTheFileAgainIfItCannotBeReadNow() {
        ResultsFile broken = new ResultsFile() {
            @Override
            public String name() {
                return "results.xml";
            }

            @Override
            public Map<String, String> metadata() {
                return Map.of();
            }

            @Override
            public InputStream open() {
                return new InputStream() {
                    private int at;

                    @Override
                    public int read() throws IOException {
                        if (at == HEAD.length()) {
                            throw new IOException("the disk is broken");
                        }
                        return HEAD.charAt(at++);
                    }
                };
            }
        };

        assertThatThrownBy(() -> NmapParsers.shipped().parse(broken, new ForgottenResults()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the disk is broken");
    }

    private static GeneratedFile numbered(String part) {
        return numbered("", part);
    }

    private static GeneratedFile numbered(String head, String part) {
        return new GeneratedFile(
                HEAD + head, 1_000_000, number -> part.formatted(number).getBytes(UTF_8), TAIL);
    }
}
