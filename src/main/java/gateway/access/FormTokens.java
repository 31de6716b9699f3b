package gateway.access;

import execution.security.Signatures;
import java.time.Clock;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/**
 * The tokens that each form brings along, so that the page of another site cannot have a browser send a form in the
 * name of an operator. A token is signed together with the name of the person that it was made for, and no instance
 * has to remember it.
 */
@Component
public class FormTokens {

    /** The name of the field of a form that holds the token. */
    public static final String FIELD = "_csrf";

    /** The name of the header that holds the token where a script sends the form. */
    public static final String HEADER = "X-CSRF-TOKEN";

    private static final Duration GOOD_FOR = Duration.ofHours(12);
    private static final Pattern FORM = Pattern.compile("([0-9]{1,12})\\.([A-Za-z0-9_-]{43})");

    private final Signatures signatures;
    private final Clock clock;

    FormTokens(Signatures signatures, Clock clock) {
        this.signatures = signatures;
        this.clock = clock;
    }

    /** Makes a token for the forms of a person, good for twelve hours. */
    public String make(Visitor visitor) {
        long until = clock.instant().plus(GOOD_FOR).getEpochSecond();
        return until + "." + signatures.sign(content(visitor, until));
    }

    /** Tells whether a token was made for this person and is still good. */
    boolean isGood(Visitor visitor, String token) {
        Matcher parts = FORM.matcher(token == null ? "" : token);
        if (!parts.matches()) {
            return false;
        }
        long until = Long.parseLong(parts.group(1));
        return clock.instant().getEpochSecond() < until && signatures.isValid(content(visitor, until), parts.group(2));
    }

    private static String content(Visitor visitor, long until) {
        return "form\n" + visitor.name() + "\n" + visitor.tenant() + "\n" + until;
    }
}
