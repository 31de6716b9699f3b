package execution.results.nmap;

import java.nio.charset.StandardCharsets;

/** Makes files as nmap writes them. */
public final class NmapFiles {

    /** What nmap's files begin with. */
    public static final String HEAD =
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <!DOCTYPE nmaprun>
            <?xml-stylesheet href="file:///usr/bin/../share/nmap/nmap.xsl" type="text/xsl"?>
            <!-- Nmap 7.93 scan initiated Thu Jan  1 12:00:00 2026 as: nmap -A -oX results 10.0.0.0/22 -->
            <nmaprun scanner="nmap" args="nmap -A -oX results 10.0.0.0/22" start="1767268800" \
            startstr="Thu Jan  1 12:00:00 2026" version="7.93" xmloutputversion="1.05">
            <scaninfo type="syn" protocol="tcp" numservices="100" services="1-100"/>
            <verbose level="0"/>
            <debugging level="0"/>
            """;

    /** What nmap's files end with. */
    public static final String TAIL =
            """
            <runstats><finished time="1767269100" timestr="Thu Jan  1 12:05:00 2026" \
            summary="Nmap done; 1 IP address (1 host up) scanned in 300 seconds" elapsed="300.00" exit="success"/>\
            <hosts up="1" down="0" total="1"/>
            </runstats>
            </nmaprun>
            """;

    private NmapFiles() {}

    /** Puts elements into a file. */
    public static String file(String... elements) {
        return HEAD + String.join("", elements) + TAIL;
    }

    /** Makes a host of what stands in it behind its address. */
    public static String host(String address, String... elements) {
        return """
                <host starttime="1767268801" endtime="1767269099"><status state="up" reason="echo-reply" reason_ttl="53"/>
                <address addr="%s" addrtype="ipv4"/>
                %s</host>
                """
                .formatted(address, String.join("", elements));
    }

    /** Makes a port of what stands in it behind its state. */
    public static String port(int number, String... elements) {
        return """
                <port protocol="tcp" portid="%d"><state state="open" reason="syn-ack" reason_ttl="53"/>%s</port>
                """
                .formatted(number, String.join("", elements));
    }

    /** Makes the host of this number as a thorough scan ({@code -A}, vulners) finds it: some 14 KB. */
    public static byte[] thoroughHost(int number) {
        StringBuilder ports = new StringBuilder("<ports><extraports state=\"closed\" count=\"990\">\n"
                + "<extrareasons reason=\"reset\" count=\"990\" proto=\"tcp\" ports=\"1-21,23-79\"/>\n</extraports>\n");
        ports.append(port(
                22,
                """
                <service name="ssh" product="OpenSSH" version="8.4p1 Debian 5+deb11u1" extrainfo="protocol 2.0" \
                ostype="Linux" method="probed" conf="10"><cpe>cpe:/a:openbsd:openssh:8.4p1</cpe>\
                <cpe>cpe:/o:linux:linux_kernel</cpe></service>""",
                hostKeys(number),
                vulners("cpe:/a:openbsd:openssh:8.4p1", number, 14)));
        ports.append(port(
                80,
                """
                <service name="http" product="nginx" version="1.18.0" method="probed" conf="10">\
                <cpe>cpe:/a:igor_sysoev:nginx:1.18.0</cpe></service>""",
                "<script id=\"http-server-header\" output=\"nginx/1.18.0\"><elem>nginx/1.18.0</elem>\n</script>",
                "<script id=\"http-title\" output=\"Welcome of host " + number
                        + "\"><elem key=\"title\">Welcome of host " + number + "</elem>\n</script>"));
        ports.append(port(
                443,
                """
                <service name="http" product="nginx" version="1.18.0" tunnel="ssl" method="probed" conf="10">\
                <cpe>cpe:/a:igor_sysoev:nginx:1.18.0</cpe></service>""",
                certificate(number),
                vulners("cpe:/a:igor_sysoev:nginx:1.18.0", number, 9)));
        for (int other = 0; other < 8; other++) {
            ports.append(port(
                    8000 + other,
                    "<service name=\"http-alt\" product=\"Apache Tomcat\" version=\"9.0." + (number + other) % 80
                            + "\" method=\"probed\" conf=\"10\"><cpe>cpe:/a:apache:tomcat:9.0." + (number + other) % 80
                            + "</cpe></service>"));
        }
        ports.append("</ports>\n");
        return host(
                        "10.%d.%d.%d".formatted(number >> 16 & 255, number >> 8 & 255, number & 255),
                        "<hostnames>\n<hostname name=\"host" + number + ".example.org\" type=\"PTR\"/>\n</hostnames>\n",
                        ports.toString(),
                        systems(),
                        """
                        <uptime seconds="686432" lastboot="Tue Dec 23 14:15:55 2025"/>
                        <distance value="2"/>
                        <tcpsequence index="261" difficulty="Good luck!" values="8A1F2C3D,11D0A1B2,94C3D4E5,33A4B5C6"/>
                        <ipidsequence class="All zeros" values="0,0,0,0,0,0"/>
                        <tcptssequence class="1000HZ" values="28E9F5A1,28E9F605,28E9F669,28E9F6CD"/>
                        <trace port="80" proto="tcp">
                        <hop ttl="1" ipaddr="192.168.0.1" rtt="0.41" host="gateway.example.org"/>
                        <hop ttl="2" ipaddr="10.0.0.1" rtt="1.27"/>
                        </trace>
                        <times srtt="1270" rttvar="420" to="100000"/>
                        """)
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String systems() {
        StringBuilder systems = new StringBuilder("<os><portused state=\"open\" proto=\"tcp\" portid=\"22\"/>\n");
        for (int i = 0; i < 3; i++) {
            systems.append(
                    """
                    <osmatch name="Linux 4.15 - 5.%d" accuracy="%d" line="67241">
                    <osclass type="general purpose" vendor="Linux" osfamily="Linux" osgen="5.X" accuracy="%d">\
                    <cpe>cpe:/o:linux:linux_kernel:5</cpe></osclass>
                    </osmatch>
                    """
                            .formatted(6 + i, 97 - i, 97 - i));
        }
        return systems.append("</os>\n").toString();
    }

    private static String hostKeys(int number) {
        StringBuilder keys = new StringBuilder();
        for (String type : new String[] {"ssh-rsa", "ecdsa-sha2-nistp256", "ssh-ed25519"}) {
            keys.append(
                    """
                    <table>
                    <elem key="type">%s</elem>
                    <elem key="bits">256</elem>
                    <elem key="key">AAAAB3NzaC1yc2EAAAADAQABAAABgQDFqWmvKxRmL8e4y%dTt0o3u5qWJ0Yt4bWmvKxRmL8e4y=</elem>
                    <elem key="fingerprint">7e9c2f1b0a4d4f7790e1c53b1f2d8a%02x</elem>
                    </table>
                    """
                            .formatted(type, number, number & 255));
        }
        String output = "&#xa;  3072 7e:9c:2f:1b:0a:4d:4f:77:90:e1:c5:3b:1f:2d:8a:01 (RSA)".repeat(3);
        return "<script id=\"ssh-hostkey\" output=\"" + output + "\">" + keys + "</script>";
    }

    private static String certificate(int number) {
        return """
                <script id="ssl-cert" output="Subject: commonName=host%1$d.example.org&#xa;Subject Alternative Name: \
                DNS:host%1$d.example.org&#xa;Issuer: commonName=R3/organizationName=Let&apos;s Encrypt&#xa;Not valid \
                before: 2025-12-01T00:00:00&#xa;Not valid after:  2026-03-01T00:00:00">\
                <table key="subject">
                <elem key="commonName">host%1$d.example.org</elem>
                </table>
                <table key="issuer">
                <elem key="commonName">R3</elem>
                <elem key="countryName">US</elem>
                <elem key="organizationName">Let&apos;s Encrypt</elem>
                </table>
                <table key="pubkey">
                <elem key="type">rsa</elem>
                <elem key="bits">2048</elem>
                </table>
                <table key="extensions">
                <table>
                <elem key="name">X509v3 Key Usage</elem>
                <elem key="value">Digital Signature</elem>
                </table>
                <table>
                <elem key="name">X509v3 Subject Alternative Name</elem>
                <elem key="value">DNS:host%1$d.example.org</elem>
                </table>
                </table>
                <elem key="sig_algo">sha256WithRSAEncryption</elem>
                <table key="validity">
                <elem key="notBefore">2025-12-01T00:00:00</elem>
                <elem key="notAfter">2026-03-01T00:00:00</elem>
                </table>
                <elem key="md5">75ed920f21c7b51439357e3941c7df8a</elem>
                <elem key="sha1">142b218fa1994c3834c5d01d9c630657b491e070</elem>
                <elem key="pem">-&#45;&#45;&#45;&#45;BEGIN CERTIFICATE-&#45;&#45;&#45;&#45;&#xa;%2$s&#xa;</elem>
                </script>"""
                .formatted(number, "MIIFazCCA1OgAwIBAgIRAIIQz7DSQONZRGPgu2OCiwAwDQYJKoZIhvcNAQELBQAw&#xa;".repeat(30));
    }

    private static String vulners(String cpe, int number, int count) {
        StringBuilder output = new StringBuilder("&#xa;  " + cpe + ": ");
        StringBuilder tables = new StringBuilder("<table key=\"" + cpe + "\">\n");
        for (int i = 0; i < count; i++) {
            String code = "CVE-20" + (10 + i) + "-" + (1000 + number % 10 * 100 + i);
            String severity = (10 - i % 9) + "." + i % 10;
            output.append("&#xa;    &#x9;" + code + "&#x9;" + severity + "&#x9;https://vulners.com/cve/" + code);
            tables.append("<table>\n<elem key=\"is_exploit\">false</elem>\n<elem key=\"cvss\">" + severity
                    + "</elem>\n<elem key=\"id\">" + code + "</elem>\n<elem key=\"type\">cve</elem>\n</table>\n");
        }
        return "<script id=\"vulners\" output=\"" + output + "\">" + tables + "</table>\n</script>";
    }
}
