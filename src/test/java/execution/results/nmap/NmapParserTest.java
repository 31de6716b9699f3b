package execution.results.nmap;

import static execution.results.nmap.NmapFiles.file;
import static execution.results.nmap.NmapFiles.host;
import static execution.results.nmap.NmapFiles.port;
import static execution.results.nmap.ParsedNmap.only;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import execution.results.RecordedResults;
import execution.results.TextFile;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NmapParserTest {

    private static final String SSH =
            """
            <service name="ssh" product="OpenSSH" version="8.4p1" ostype="Linux" method="probed" conf="10">\
            <cpe>cpe:/a:openbsd:openssh:8.4p1</cpe><cpe>cpe:/o:linux:linux_kernel</cpe></service>""";

    private static JsonNode json(String text) throws IOException {
        return new ObjectMapper().readTree(text.replace('\'', '"'));
    }

    private static JsonNode withoutParent(JsonNode document) {
        return ((com.fasterxml.jackson.databind.node.ObjectNode) document.deepCopy()).without("__ParentKey");
    }

    @Test
    void shouldPostOneDocumentOfAHostWithAllThatWasFound() throws IOException {
        RecordedResults results = ParsedNmap.of(file(host(
                "1.2.3.4",
                "<hostnames><hostname name=\"a.example\" type=\"user\"/><hostname name=\"b.example\" type=\"PTR\"/>"
                        + "</hostnames>",
                "<ports>" + port(22, SSH) + "</ports>",
                "<uptime seconds=\"686432\" lastboot=\"Tue Dec 23 14:15:55 2025\"/>")));

        assertThat(withoutParent(only(results, "data")))
                .isEqualTo(
                        json(
                                """
                                {'address': '1.2.3.4', 'address_type': 'ipv4',
                                 'host_names': [{'host_name': 'a.example', 'host_name_type': 'user'},
                                                {'host_name': 'b.example', 'host_name_type': 'PTR'}],
                                 'ports': [{'port_str': '22', 'port_id': '22', 'protocol': 'tcp', 'status': 'open',
                                            'status_reason': 'syn-ack', 'service': 'ssh', 'product': 'OpenSSH',
                                            'version': '8.4p1', 'extra_info': null, 'os_type': 'Linux',
                                            'cpes': ['cpe:/a:openbsd:openssh:8.4p1', 'cpe:/o:linux:linux_kernel']}],
                                 'os_info': [],
                                 'host_scan_start_time': '2026-01-01T12:00:01Z',
                                 'host_scan_end_time': '2026-01-01T12:04:59Z',
                                 'status': 'up', 'status_reason': 'echo-reply',
                                 'uptime': '686432', 'last_boot': 'Tue Dec 23 14:15:55 2025'}
                                """));
    }

    @Test
    void shouldPostOneDocumentAPortUnderTheKeysThatUsersHave() throws IOException {
        RecordedResults results = ParsedNmap.of(file(host("1.2.3.4", "<ports>" + port(22, SSH) + "</ports>")));

        JsonNode port = results.documents("ports").get(0);
        assertThat(port.path("NonTemporalKey").asText())
                .isEqualTo("2eea34530f44ea01ab293fcdd5af6902eb00a9eb88ef6bd6d71ef7aea9e11856");
        assertThat(port.at("/Data/__ParentKey").asText())
                .isEqualTo("df38ac1f5d23a117ab7eccc2889c68b2112d05392e82c9ed55982e7049674068");
        assertThat(withoutParent(port.path("Data")))
                .isEqualTo(
                        json(
                                """
                                {'address': '1.2.3.4', 'address_type': 'ipv4', 'port_id': '22', 'protocol': 'tcp',
                                 'port_str': '22', 'status': 'open', 'status_reason': 'syn-ack', 'service': 'ssh',
                                 'product': 'OpenSSH', 'version': '8.4p1', 'extra_info': null, 'os_type': 'Linux',
                                 'cpes': ['cpe:/a:openbsd:openssh:8.4p1', 'cpe:/o:linux:linux_kernel']}
                                """));
    }

    @Test
    void shouldPostTheOperatingSystemsAndSummariseTheLikeliest() throws IOException {
        RecordedResults results = ParsedNmap.of(
                file(
                        host(
                                "1.2.3.4",
                                """
                <os><portused state="open" proto="tcp" portid="22"/>
                <osmatch name="Linux 3.11" accuracy="93" line="1">
                <osclass type="general purpose" vendor="Linux" osfamily="Linux" osgen="3.X" accuracy="93">\
                <cpe>cpe:/o:linux:linux_kernel:3</cpe><cpe>cpe:/o:linux:linux_kernel:3.11</cpe></osclass>
                <osclass type="phone" vendor="Other" osfamily="embedded" accuracy="90"/></osmatch>
                <osmatch name="Linux 4.4" accuracy="97" line="2"/></os>""")));

        JsonNode data = only(results, "data");
        assertThat(data.path("os_info"))
                .isEqualTo(
                        json(
                                """
                                [{'os_name': 'Linux 3.11', 'os_accuracy': 93, 'os_classes': [
                                  {'os_class_type': 'general purpose', 'os_class_vendor': 'Linux',
                                   'os_class_os_family': 'Linux', 'os_class_os_gen': '3.X', 'os_class_accuracy': '93',
                                   'os_cpes': ['cpe:/o:linux:linux_kernel:3', 'cpe:/o:linux:linux_kernel:3.11']},
                                  {'os_class_type': 'phone', 'os_class_vendor': 'Other',
                                   'os_class_os_family': 'embedded', 'os_class_os_gen': null,
                                   'os_class_accuracy': '90'}]},
                                 {'os_name': 'Linux 4.4', 'os_accuracy': 97}]
                                """));
        assertThat(data.path("summary_most_likely_os").asText()).isEqualTo("Linux 4.4");
        assertThat(data.path("summary_most_likely_os_accuracy").asInt()).isEqualTo(97);
        assertThat(results.documents("os"))
                .extracting(os -> os.at("/Data/os_name").asText())
                .containsExactly("Linux 3.11", "Linux 4.4");
    }

    @Test
    void shouldPublishEachHostByItselfAndTellNoSummaryOfTheNext() throws IOException {
        RecordedResults results = ParsedNmap.of(file(
                host("1.2.3.4", "<os><osmatch name=\"Linux\" accuracy=\"97\" line=\"2\"/></os>"), host("1.2.3.5")));

        assertThat(results.messages())
                .extracting(message -> message.at("/__docs/data/0/Data/address").asText())
                .containsExactly("1.2.3.4", "1.2.3.5");
        assertThat(results.documents("data").get(1).path("Data").has("summary_most_likely_os"))
                .isFalse();
    }

    @Test
    void shouldReadAHostThatIsDownAndHasNoTimes() throws IOException {
        RecordedResults results = ParsedNmap.of(
                file(
                        """
                <host><status state="down" reason="no-response" reason_ttl="0"/>
                <address addr="1.2.3.4" addrtype="ipv4"/>
                <hostnames>
                </hostnames>
                </host>"""));

        assertThat(withoutParent(only(results, "data")))
                .isEqualTo(
                        json(
                                """
                                {'address': '1.2.3.4', 'address_type': 'ipv4', 'host_names': [], 'ports': [],
                                 'os_info': [], 'status': 'down', 'status_reason': 'no-response'}
                                """));
        assertThat(results.hasFindings()).isFalse();
    }

    @Test
    void shouldReadTheOddButRealThings() throws IOException {
        RecordedResults results = ParsedNmap.of(file(
                "<taskbegin task=\"Ping\" time=\"1\"/>",
                "<hosthint><status state=\"up\" reason=\"r\" reason_ttl=\"0\"/><address addr=\"9.9.9.9\"/></hosthint>",
                """
                <host starttime="" endtime="never"><address addr="1.2.3.4" addrtype="ipv4"/>
                <address addr="00:11:22:33:44:55" addrtype="mac" vendor="Somebody"/>
                <ports><extraports state="closed" count="1"/>
                <port protocol="udp" portid="53"><state state="open|filtered" reason="no-response" reason_ttl="0"/>\
                <service name="domain" method="table" conf="3"/></port>
                <port protocol="tcp" portid="1"><script id="unknown"/></port></ports>
                <os><portused state="open" proto="tcp" portid="22"/><osfingerprint fingerprint="SCAN(V=7.93)"/></os>
                </host>""",
                "<postscript><script id=\"vulners\" output=\"not of a host\"/></postscript>"));

        JsonNode data = only(results, "data");
        assertThat(data.path("address").asText()).isEqualTo("1.2.3.4");
        assertThat(data.has("host_scan_start_time")).isFalse();
        assertThat(data.has("status")).isFalse();
        assertThat(data.path("os_info")).isEmpty();
        assertThat(data.path("ports"))
                .isEqualTo(
                        json(
                                """
                                [{'port_str': '53', 'port_id': '53', 'protocol': 'udp', 'status': 'open|filtered',
                                  'status_reason': 'no-response', 'service': 'domain', 'product': null,
                                  'version': null, 'extra_info': null, 'os_type': null},
                                 {'port_str': '1', 'port_id': '1', 'protocol': 'tcp'}]
                                """));
        assertThat(results.hasFindings()).as("no port is open").isFalse();
    }

    @Test
    void shouldReadAFileOfAnOlderVersionThatNamesItsDtd() throws IOException {
        String xml = file(host("1.2.3.4"))
                .replace(
                        "<!DOCTYPE nmaprun>",
                        "<!DOCTYPE nmaprun PUBLIC \"-//IDN nmap.org//DTD Nmap XML 1.04//EN\" "
                                + "\"https://svn.nmap.org/nmap/docs/nmap.dtd\">");

        assertThat(only(ParsedNmap.of(xml), "data").path("address").asText()).isEqualTo("1.2.3.4");
    }

    @Test
    void shouldSayThatAnOpenPortIsAFinding() throws IOException {
        assertThat(ParsedNmap.of(file(host("1.2.3.4", "<ports>" + port(22) + "</ports>")))
                        .hasFindings())
                .isTrue();
    }

    @Test
    void shouldPostTheSameDocumentsWhenReadTwice() throws IOException {
        String xml = file(new String(NmapFiles.thoroughHost(1)), new String(NmapFiles.thoroughHost(2)));

        assertThat(ParsedNmap.of(xml).messages())
                .isEqualTo(ParsedNmap.of(xml).messages())
                .hasSize(2);
    }

    @Test
    void shouldReadWhatAPluginOfAnOperatorAddsToPortAndHost() throws IOException {
        ScriptPlugin own = new ScriptPlugin() {
            @Override
            public String script() {
                return "http-title";
            }

            @Override
            public Map<String, ?> read(Script script, HostContext host) {
                host.post("titles", Map.of("text", script.table().text("title")));
                host.summary("titled", true);
                return Map.of("title", script.table().text("title"));
            }
        };
        RecordedResults results = new RecordedResults("nmap", "2019-04-17T12:56:27Z");
        String script = "<script id=\"http-title\" output=\"x\"><elem key=\"title\">Ho<!-- -->me</elem></script>";
        new NmapParser(List.of(own))
                .parse(
                        new TextFile(
                                "results.xml",
                                file(host(
                                        "1.2.3.4",
                                        "<ports>" + port(80, script) + "</ports>",
                                        "<hostscript>" + script + "</hostscript>"))),
                        results.context());

        JsonNode data = only(results, "data");
        assertThat(data.at("/ports/0/title").asText()).isEqualTo("Home");
        assertThat(data.path("title").asText()).isEqualTo("Home");
        assertThat(data.path("summary_titled").asBoolean()).isTrue();
        assertThat(only(results, "ports").path("title").asText()).isEqualTo("Home");
        assertThat(results.documents("titles")).hasSize(2);
    }

    @Test
    void shouldLetAPluginOfAnOperatorTakeThePlaceOfAShippedOne() {
        ScriptPlugin own = new OtherPackage();

        for (List<ScriptPlugin> both : List.of(List.of(own, new VulnersPlugin()), List.of(new VulnersPlugin(), own))) {
            assertThat(new ScriptPlugins(both, VulnersPlugin.class::isInstance).find("vulners"))
                    .isSameAs(own);
        }
    }

    @Test
    void shouldRefuseTwoPluginsOfOperatorsForTheSameScript() {
        List<ScriptPlugin> two = List.of(new OtherPackage(), new OtherPackage());

        assertThatThrownBy(() -> new ScriptPlugins(two, plugin -> false))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("vulners");
    }

    @Test
    void shouldFindThePluginsOfJars(@TempDir Path directory) throws IOException {
        Path services = Files.createDirectories(directory.resolve("META-INF/services"));
        Files.writeString(services.resolve(ScriptPlugin.class.getName()), OtherPackage.class.getName());

        try (URLClassLoader jars =
                new URLClassLoader(new URL[] {directory.toUri().toURL()}, NmapParserTest.class.getClassLoader())) {
            assertThat(ScriptPlugins.ofJars(jars)).singleElement().isInstanceOf(OtherPackage.class);
        }
    }

    /** Stands for a plugin from a jar. */
    public static final class OtherPackage implements ScriptPlugin {

        @Override
        public String script() {
            return "vulners";
        }

        @Override
        public Map<String, ?> read(Script script, HostContext host) {
            return Map.of();
        }
    }
}
