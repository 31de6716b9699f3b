package cli.call;

import java.net.URI;
import java.util.regex.Pattern;

/**
 * An installation of the service, and who calls it.
 *
 * @param address where its HTTP interface is, without a slash at the end
 * @param token a user's token
 */
public record Installation(URI address, String token) {
    private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]{1,16384}");

    /**
     * Checks what was configured.
     *
     * @param where names the source in messages
     * @throws ExecctlException if it is of no use; the message has nothing of the token in it
     */
    static Installation of(String where, String address, String token) {
        if (token == null || token.isBlank()) {
            throw new ExecctlException(where + " has no token", ExitCode.UNAUTHENTICATED);
        }
        if (!TOKEN.matcher(token.strip()).matches()) {
            throw new ExecctlException(
                    "the token of " + where + " must be one word of ASCII", ExitCode.UNAUTHENTICATED);
        }
        if (address == null) {
            throw new ExecctlException(where + " has no url");
        }
        URI uri;
        try {
            uri = URI.create(address.strip().replaceFirst("/+$", ""));
        } catch (IllegalArgumentException e) {
            throw new ExecctlException("the url of " + where + " is no URL");
        }
        if (!("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
                || uri.getHost() == null
                || uri.getRawUserInfo() != null
                || uri.getRawQuery() != null
                || uri.getRawFragment() != null) {
            throw new ExecctlException(
                    "the url of " + where + " must be http:// or https:// with a host, without a user, ? and #");
        }
        return new Installation(uri, token.strip());
    }

    /** Leaves the token out. */
    @Override
    public String toString() {
        return address.toString();
    }
}
