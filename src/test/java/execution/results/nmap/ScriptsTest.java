package execution.results.nmap;

import static execution.results.nmap.NmapFiles.file;
import static execution.results.nmap.NmapFiles.host;
import static execution.results.nmap.NmapFiles.port;
import static execution.results.nmap.ParsedNmap.only;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import execution.results.RecordedResults;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the shipped plugins read. */
class ScriptsTest {

    private static RecordedResults parsed(String... scripts) throws IOException {
        return ParsedNmap.of(file(host("1.2.3.4", "<ports>" + port(443, scripts) + "</ports>")));
    }

    private static JsonNode json(String text) throws IOException {
        return new ObjectMapper().readTree(text.replace('\'', '"'));
    }

    /** All forms in which the script has written the same two vulnerabilities. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                // Lines in the text of an element.
                "<script id='vulners'><elem key='cpe:/a:x:y:1'>&#xa;&#x9;CVE-1&#x9;&#x9;7.5&#x9;&#x9;https://v/1"
                        + "<!-- -->&#xa;&#x9;CVE-2&#x9;&#x9;10.0&#x9;&#x9;https://v/2</elem></script>",
                // Tables in the table of a CPE.
                "<script id='vulners' output='no CVE 1.0'>\n<table key='cpe:/a:x:y:1'>\n<table>\n"
                        + "<elem key='cvss'>7.5</elem><elem key='id'>CVE-1</elem></table>\n<table>"
                        + "<elem key='id'>CVE-2</elem><elem key='cvss'>10.0</elem></table></table></script>",
                // The table of a CPE is that of a vulnerability.
                "<script id='vulners'><table key='cpe:/a:x:y:1'><elem key='id'>CVE-1</elem><elem key='cvss'>7.5</elem>"
                        + "<table><elem key='id'>CVE-2</elem><elem key='cvss'>10</elem></table></table></script>",
                // The output for people alone.
                "<script id='vulners' output='&#xa;  cpe:/a:x:y:1: &#xa;    &#x9;CVE-1&#x9;7.5&#x9;https://v/1&#xa;"
                        + "    &#x9;CVE-2&#x9;10.0&#x9;https://v/2&#x9;*EXPLOIT*'/>"
            })
    void shouldReadVulnerabilitiesInEveryForm(String script) throws IOException {
        RecordedResults results = parsed(script);

        assertThat(only(results, "ports").path("cve_vulners"))
                .isEqualTo(
                        json(
                                """
                                [{'cpe_key': 'cpe:/a:x:y:1', 'cves': [{'cve_code': 'CVE-1', 'cve_severity': 7.5},
                                                                     {'cve_code': 'CVE-2', 'cve_severity': 10.0}]}]
                                """));
        assertThat(results.documents("cves"))
                .extracting(cve -> cve.at("/Data/cve_code").asText() + " of port "
                        + cve.at("/Data/port_id").asText())
                .containsExactly("CVE-1 of port 443", "CVE-2 of port 443");
        assertThat(only(results, "data").path("summary_highest_cve_severity").asDouble())
                .isEqualTo(10.0);
        assertThat(results.hasFindings()).isTrue();
    }

    @Test
    void shouldKeepWhatElseIsSaidOfAVulnerability() throws IOException {
        RecordedResults results = parsed("<script id='vulners'><table key='cpe:/a:x'><table><elem key='is_exploit'>true"
                + "</elem><elem key='cvss'>9.8</elem><elem key='id'>CVE-1</elem><elem key='type'>cve</elem>"
                + "<elem key='cve_code'>other</elem></table></table></script>");

        assertThat(only(results, "ports").at("/cve_vulners/0/cves/0"))
                .isEqualTo(json("{'cve_code': 'CVE-1', 'cve_severity': 9.8, 'is_exploit': 'true', 'type': 'cve'}"));
    }

    @Test
    void shouldKeepFewFieldsOfAVulnerabilityThatHasVeryMany() throws IOException {
        StringBuilder fields = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            fields.append("<elem key='field").append(i).append("'>1</elem>");
        }

        RecordedResults results = parsed("<script id='vulners'><table key='c'><table><elem key='id'>CVE-1</elem>"
                + fields + "<elem key='cvss'>7.5</elem></table></table></script>");

        JsonNode cve = only(results, "ports").at("/cve_vulners/0/cves/0");
        assertThat(cve.size()).isEqualTo(50);
        assertThat(cve.path("cve_severity").asDouble()).isEqualTo(7.5);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script id='vulners'/>",
                "<script id='vulners' output=''></script>",
                "<script id='vulners' output='ERROR: Script execution failed (use -d to debug)'/>",
                "<script id='vulners'><table key='cpe:/a:x'/></script>",
                "<script id='vulners'><table><table><elem>CVE-1</elem></table><table/></table></script>",
                "<script id='vulners'><elem key='cpe:/a:x'>only words here</elem><elem key='note'>a 7.5</elem></script>",
                "<script id='vulners'><table key='cpe'><table><elem key='id'> </elem></table></table></script>"
            })
    void shouldFindNoVulnerabilityWhereThereIsNone(String script) throws IOException {
        RecordedResults results = parsed(script);

        assertThat(only(results, "ports").path("cve_vulners")).isEmpty();
        assertThat(results.documents("cves")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "high", "NaN", "Infinity", "-1", "10.1", "1e400", "99999999999999999999", "0x1p3"})
    void shouldSayNoSeverityWhereThereIsNone(String cvss) throws IOException {
        RecordedResults results = parsed("<script id='vulners'><table key='c'><table><elem key='id'>CVE-1</elem>"
                + "<elem key='cvss'>" + cvss + "</elem></table></table></script>");

        JsonNode cve = only(results, "cves");
        assertThat(cve.has("cve_severity")).isTrue();
        if (cvss.equals("0x1p3")) {
            assertThat(cve.path("cve_severity").asDouble()).isEqualTo(8);
        } else {
            assertThat(cve.path("cve_severity").isNull()).isTrue();
        }
    }

    @Test
    void shouldReadACertificateAndSayForHowLongItWasGoodAtTheScan() throws IOException {
        RecordedResults results = parsed(
                """
                <script id="ssl-cert" output="Subject: commonName=a.example">
                <table key="subject"><elem key="commonName">a.example</elem></table>
                <table key="issuer"><elem key="commonName">R3</elem><elem key="countryName">US</elem></table>
                <table key="pubkey"><elem key="bits">2048</elem></table>
                <table key="extensions">
                <table><elem key="name">X509v3 Key Usage</elem><elem key="value">Digital Signature</elem></table>
                <table><elem key="name">X509v3 Subject Alternative Name</elem><elem key="value">DNS:a.example</elem>
                </table></table>
                <table key="validity"><elem key="notBefore">2025-12-01T00:00:00</elem>
                <elem key="notAfter">2026-01-11T12:04:58</elem></table>
                <elem key="pem">-----BEGIN CERTIFICATE-----</elem></script>""");

        JsonNode expected = json(
                """
                {'subject': {'commonName': 'a.example'}, 'issuer': {'commonName': 'R3', 'countryName': 'US'},
                 'extensions': [{'name': 'X509v3 Subject Alternative Name', 'value': 'DNS:a.example'}],
                 'validity': {'notBefore': '2025-12-01T00:00:00', 'notAfter': '2026-01-11T12:04:58'},
                 'expiry_diff_at_scan': 9}
                """);
        assertThat(only(results, "ports").path("ssl_cert")).isEqualTo(expected);
        JsonNode document = only(results, "ssl_cert");
        expected.properties()
                .forEach(field -> assertThat(document.path(field.getKey())).isEqualTo(field.getValue()));
        assertThat(document.path("port_id").asText()).isEqualTo("443");
    }

    @Test
    void shouldSayNothingOfTheExpiryOfACertificateWithoutATime() throws IOException {
        RecordedResults results =
                parsed("<script id='ssl-cert'><table key='validity'><elem key='notAfter'>+292277026596"
                        + "-12-04T15:30:07</elem></table><table key='extensions'/></script>");

        assertThat(only(results, "ssl_cert").has("expiry_diff_at_scan")).isFalse();
    }

    @Test
    void shouldReadProtocolsAndCiphers() throws IOException {
        RecordedResults results = parsed(
                """
                <script id="ssl-enum-ciphers" output="x">
                <table key="TLSv1.2"><table key="ciphers"><table><elem key="kex_info">rsa 2048</elem>
                <elem key="name">TLS_RSA_WITH_AES_128_CBC_SHA</elem><elem key="strength">A</elem></table></table>
                <table key="compressors"><elem>NULL</elem></table>
                <elem key="cipher preference">server</elem></table>
                <table key="TLSv1.1"/>
                <elem key="least strength">A</elem></script>""");

        assertThat(only(results, "ports").path("ssl_enum_ciphers"))
                .isEqualTo(
                        json(
                                """
                                [{'ssl_protocol': 'TLSv1.2', 'ciphers': [{'name': 'TLS_RSA_WITH_AES_128_CBC_SHA',
                                  'kex_info': 'rsa 2048', 'strength': 'A'}], 'cipher_preference': 'server'},
                                 {'ssl_protocol': 'TLSv1.1'}]
                                """));
        assertThat(only(results, "ports").path("ssl_least_strength").asText()).isEqualTo("A");
        assertThat(results.documents("ssl_protos")).hasSize(2);
        assertThat(only(results, "ssl_ciphers").path("ssl_protocol").asText()).isEqualTo("TLSv1.2");
        assertThat(only(results, "data").path("summary_lowest_ssl_proto").asText())
                .isEqualTo("TLSv1.1");
        assertThat(only(results, "data").path("summary_lowest_ssl_strength").asText())
                .isEqualTo("A");
    }

    @Test
    void shouldReadWhatWebServersSayThatTheyAre() throws IOException {
        RecordedResults results =
                parsed("<script id='http-server-header' output='a'><elem>a</elem><elem>b</elem></script>");

        assertThat(only(results, "ports").path("http-server-header")).isEqualTo(json("['a', 'b']"));
    }
}
