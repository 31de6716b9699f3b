package execution.webhook;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * An address that a webhook goes to. Its path and query may hold a secret, so only {@link #name()} is for logs and
 * errors.
 *
 * @param uri an absolute address of http or https with a host
 */
record WebhookTarget(URI uri) {

    static final int MOST_CHARACTERS = 2_048;

    private static final String HTTPS = "https";
    private static final String HTTP = "http";

    /**
     * Reads an address.
     *
     * @throws IllegalArgumentException if it is of another form; the message says which is wanted, and does not repeat
     *     the address
     */
    static WebhookTarget of(String url) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            throw notOfTheForm();
        }
        boolean isHttp = HTTPS.equalsIgnoreCase(uri.getScheme()) || HTTP.equalsIgnoreCase(uri.getScheme());
        if (url.length() > MOST_CHARACTERS
                || !isHttp
                || uri.getHost() == null
                || uri.getRawUserInfo() != null
                || uri.getRawFragment() != null
                || uri.getPort() == 0
                || uri.getPort() > 65_535
                || !url.chars().allMatch(character -> character > ' ' && character < 127)) {
            throw notOfTheForm();
        }
        return new WebhookTarget(uri);
    }

    private static IllegalArgumentException notOfTheForm() {
        return new IllegalArgumentException("must be an address such as https://example.com/path, without user and"
                + " fragment, of at most " + MOST_CHARACTERS + " characters");
    }

    boolean isEncrypted() {
        return HTTPS.equals(scheme());
    }

    /** Gives http or https. */
    String scheme() {
        return uri.getScheme().toLowerCase(Locale.ROOT);
    }

    /** Gives the host in lower case; an address of IPv6 is in brackets. */
    String host() {
        return uri.getHost().toLowerCase(Locale.ROOT);
    }

    int port() {
        return uri.getPort() < 0 ? standardPort() : uri.getPort();
    }

    boolean isStandardPort() {
        return port() == standardPort();
    }

    private int standardPort() {
        return isEncrypted() ? 443 : 80;
    }

    /** Gives host and port. */
    String name() {
        return host() + ":" + port();
    }
}
