package execution.security;

import java.util.List;
import java.util.function.Supplier;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextImpl;

/**
 * Somebody whom the service has checked itself and who acts for a tenant, such as an operator on a page. No request can
 * bring it along: it is made only by code that has decided that the person may act for this tenant.
 */
public final class ActingFor extends AbstractAuthenticationToken {

    private static final long serialVersionUID = 1L;

    private final String name;
    private final String tenant;

    private ActingFor(String name, String tenant) {
        super(List.of(Caller.USER));
        this.name = name;
        this.tenant = tenant;
        setAuthenticated(true);
    }

    /**
     * Does something as a user of the tenant would, in this thread.
     *
     * @param name who acts
     * @param tenant for whose executions
     */
    public static <T> T call(String name, String tenant, Supplier<T> work) {
        SecurityContext before = SecurityContextHolder.getContext();
        try {
            SecurityContextHolder.setContext(new SecurityContextImpl(new ActingFor(name, tenant)));
            return work.get();
        } finally {
            SecurityContextHolder.setContext(before);
        }
    }

    String tenant() {
        return tenant;
    }

    @Override
    public Object getPrincipal() {
        return name;
    }

    @Override
    public Object getCredentials() {
        return null;
    }
}
