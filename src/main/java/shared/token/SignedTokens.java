package shared.token;

import java.util.regex.Pattern;

/** Finds signed tokens (JWT) in a text of any form, so that the text can be kept without them. */
public final class SignedTokens {

    /**
     * The header of a token is a JSON object in Base64, so it begins with {@code eyJ}. Its length is bounded, and
     * nothing is given back, because a text from outside must not make the search slow.
     */
    private static final Pattern TOKEN =
            Pattern.compile("eyJ[A-Za-z0-9_-]{1,200}+\\.[A-Za-z0-9_-]++\\.[A-Za-z0-9_-]++");

    private SignedTokens() {}

    /** Gives the text with {@code ***} in place of each token. */
    public static String masked(String text) {
        return TOKEN.matcher(text).replaceAll("***");
    }
}
