package execution.store;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Notes tenants where operators may ask for all of them by the HTTP interface. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("execution.security.user.operator-claim")
@Import(TenantNotes.class)
class TenantNotesConfiguration {}
