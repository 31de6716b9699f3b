package wrapper.command;

import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import shared.placeholder.ResolvePlaceholders;
import shared.placeholder.UnresolvedPlaceholderException;
import wrapper.config.PlatformCharset;
import wrapper.run.NotStartedException;
import wrapper.run.Run;

/**
 * Resolves the placeholders of the command. It is the last step before the command, so that earlier ones can add
 * values.
 */
public final class ResolveCommand implements Processor {

    @Override
    public void process(Exchange exchange) throws NotStartedException {
        Run run = (Run) exchange.getMessage().getBody();
        try {
            exchange.getMessage().setBody(run.job().command());
            new ResolvePlaceholders(resolving -> run.placeholders()).process(exchange);
            run.resolved(((List<?>) exchange.getMessage().getBody())
                    .stream().map(String.class::cast).toList());
        } catch (UnresolvedPlaceholderException e) {
            throw new NotStartedException("could not start: " + e.getMessage());
        } finally {
            exchange.getMessage().setBody(run);
        }
        // The JDK would silently pass question marks to the command instead.
        CharsetEncoder encoder = Charset.forName(PlatformCharset.name()).newEncoder();
        for (int i = 0; i < run.arguments().size(); i++) {
            if (!encoder.canEncode(run.arguments().get(i))) {
                throw new NotStartedException("could not start: word %d of the command has characters that %s lacks: %s"
                        .formatted(i + 1, PlatformCharset.name(), PlatformCharset.REMEDY));
            }
        }
    }
}
