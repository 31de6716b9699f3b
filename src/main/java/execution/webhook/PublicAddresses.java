package execution.webhook;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hc.client5.http.DnsResolver;
import org.springframework.security.web.util.matcher.IpAddressMatcher;

/**
 * Resolves the names of hosts for connections, and refuses a name that leads into a private network. The connection is
 * made to the addresses that were checked, so a name that leads elsewhere a moment later is of no use.
 */
final class PublicAddresses implements DnsResolver {

    /** What IANA's registry says is for special purposes: not reachable from everywhere, or no single host. */
    private static final List<IpAddressMatcher> NOT_PUBLIC_V4 = ranges(
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4");

    /** All addresses of IPv6 that are given to hosts of the internet. */
    private static final IpAddressMatcher PUBLIC_V6 = new IpAddressMatcher("2000::/3");

    /** The parts of {@link #PUBLIC_V6} that are for protocols and examples, or lead on to an address of IPv4. */
    private static final List<IpAddressMatcher> NOT_PUBLIC_V6 =
            ranges("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");

    /** An address of IPv4 as hosts without IPv4 see it: its last four bytes are that address. */
    private static final IpAddressMatcher NAT64 = new IpAddressMatcher("64:ff9b::/96");

    private final DnsResolver names;

    /** @param names gives the addresses of a host */
    PublicAddresses(DnsResolver names) {
        this.names = names;
    }

    private static List<IpAddressMatcher> ranges(String... ranges) {
        return Stream.of(ranges).map(IpAddressMatcher::new).toList();
    }

    /**
     * Gives the addresses of a host.
     *
     * @throws NotPublicException if one of them is in a private network, on this machine, or of another special use
     * @throws UnknownHostException if there are none
     */
    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        InetAddress[] addresses = names.resolve(host);
        for (InetAddress address : addresses) {
            if (!isPublic(address)) {
                throw new NotPublicException();
            }
        }
        return addresses;
    }

    @Override
    public String resolveCanonicalHostname(String host) throws UnknownHostException {
        return names.resolveCanonicalHostname(host);
    }

    /** Tells whether an address can belong to a host of the internet. */
    static boolean isPublic(InetAddress address) {
        if (address instanceof Inet4Address) {
            return isInNone(address, NOT_PUBLIC_V4);
        }
        if (!(address instanceof Inet6Address)) {
            return false;
        }
        if (NAT64.matches(text(address))) {
            return isInNone(lastFourBytes(address), NOT_PUBLIC_V4);
        }
        return PUBLIC_V6.matches(text(address)) && isInNone(address, NOT_PUBLIC_V6);
    }

    private static boolean isInNone(InetAddress address, List<IpAddressMatcher> ranges) {
        return ranges.stream().noneMatch(range -> range.matches(text(address)));
    }

    private static InetAddress lastFourBytes(InetAddress address) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(address.getAddress(), 12, 16));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }

    /** Gives an address without the interface that it may name. */
    private static String text(InetAddress address) {
        String text = address.getHostAddress();
        int scope = text.indexOf('%');
        return scope < 0 ? text : text.substring(0, scope);
    }

    /** Says that a name leads to an address that is not public. The message names neither, as a caller may see it. */
    static final class NotPublicException extends UnknownHostException {
        NotPublicException() {
            super("not a public address");
        }
    }
}
