package execution.runner.lambda;

import java.util.regex.Pattern;

/** The name of a function as Invoke takes it: a name, or an ARN, each with or without a version or an alias. */
final class FunctionName {

    private static final Pattern FORM =
            Pattern.compile("(?:arn:aws[a-z-]{0,20}:lambda:[a-z0-9-]{1,30}:[0-9]{12}:function:)?"
                    + "[A-Za-z0-9_-]{1,64}(?::(?:\\$LATEST|[A-Za-z0-9_-]{1,128}))?");

    private static final String IN_ARN = ":function:";

    private FunctionName() {}

    /** Tells whether a text names a function; null does not. */
    static boolean isOne(String text) {
        return text != null && FORM.matcher(text).matches();
    }

    /**
     * Tells whether two texts name the same function, whatever its version. Region and account do not count, because a
     * text may leave them out.
     */
    static boolean isSame(String one, String other) {
        return isOne(one) && isOne(other) && name(one).equals(name(other));
    }

    /** Gives the name without an account and a version; the text must name a function. */
    static String name(String text) {
        int inArn = text.indexOf(IN_ARN);
        String name = inArn < 0 ? text : text.substring(inArn + IN_ARN.length());
        int version = name.indexOf(':');
        return version < 0 ? name : name.substring(0, version);
    }
}
