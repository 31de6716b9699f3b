package execution.webhook;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** Says where webhooks may go. */
@Component
public class WebhookTargets {

    private static final String BELOW = "*.";

    private final boolean onlyForm;
    private final boolean allowHttp;
    private final List<String> hosts;

    @Autowired
    WebhookTargets(WebhookProperties webhooks) {
        this(false, webhooks.allowHttp(), webhooks.hosts());
    }

    private WebhookTargets(boolean onlyForm, boolean allowHttp, List<String> hosts) {
        this.onlyForm = onlyForm;
        this.allowHttp = allowHttp;
        this.hosts = hosts.stream().map(host -> host.toLowerCase(Locale.ROOT)).toList();
    }

    /** Knows only of which form an address must be, for whoever has no settings of the service. */
    public static WebhookTargets ofAnyHost() {
        return new WebhookTargets(true, true, List.of());
    }

    /** Tells whether no webhook may go anywhere. */
    public boolean areOff() {
        return hosts.isEmpty() && !onlyForm;
    }

    /**
     * Gives what is wrong with an address; empty if a webhook may go there. What the host's name resolves to is checked
     * when it is connected to.
     */
    public Optional<String> problem(String url) {
        WebhookTarget target;
        try {
            target = WebhookTarget.of(url);
        } catch (IllegalArgumentException e) {
            return Optional.of(e.getMessage());
        }
        if (!target.isEncrypted() && !allowHttp) {
            return Optional.of("must begin with https://");
        }
        return onlyForm || hosts.stream().anyMatch(allowed -> isAllowed(target, allowed))
                ? Optional.empty()
                : Optional.of("has a host or port that webhooks may not go to here");
    }

    private static boolean isAllowed(WebhookTarget target, String allowed) {
        if (allowed.startsWith(BELOW)) {
            String domain = allowed.substring(1);
            return target.name().endsWith(domain)
                    || target.isStandardPort() && target.host().endsWith(domain);
        }
        return target.name().equals(allowed)
                || target.isStandardPort() && target.host().equals(allowed);
    }

    /**
     * Gives host and port of an address, for logs and to tell receivers apart.
     *
     * @param url an address that was allowed once
     */
    public String name(String url) {
        return WebhookTarget.of(url).name();
    }
}
