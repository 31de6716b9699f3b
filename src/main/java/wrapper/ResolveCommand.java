package wrapper;

import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import placeholder.Placeholders;
import placeholder.UnresolvedPlaceholderException;

/** Replaces the placeholders of the command. Comes last before it runs, so that earlier steps can add values. */
final class ResolveCommand implements Step {
    @Override
    public void take(Run run) throws NotStartedException {
        Placeholders placeholders = run.placeholders();
        try {
            run.resolved(run.job().command().stream().map(placeholders::resolve).toList());
        } catch (UnresolvedPlaceholderException e) {
            throw new NotStartedException("could not start: " + e.getMessage());
        }
        // The JDK would hand question marks to the command and say nothing.
        CharsetEncoder encoder = Charset.forName(PlatformCharset.name()).newEncoder();
        for (int i = 0; i < run.arguments().size(); i++) {
            if (!encoder.canEncode(run.arguments().get(i))) {
                throw new NotStartedException("could not start: word %d of the command has characters that %s lacks: %s"
                        .formatted(i + 1, PlatformCharset.name(), PlatformCharset.REMEDY));
            }
        }
    }
}
