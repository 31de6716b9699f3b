package execution.results.nmap;

import java.util.List;

/** Makes the parser for tests outside its package. */
public final class NmapParsers {

    private NmapParsers() {}

    /** Makes the parser with the plugins that are shipped. */
    public static NmapParser shipped() {
        return new NmapParser(List.of(
                new HttpServerHeaderPlugin(), new SslCertPlugin(), new SslEnumCiphersPlugin(), new VulnersPlugin()));
    }
}
