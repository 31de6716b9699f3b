package gateway;

import execution.store.TenantNotes;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.FullyQualifiedAnnotationBeanNameGenerator;
import org.springframework.context.annotation.Import;

/** Makes all of the pages' beans, or none. */
@Configuration(proxyBeanMethods = false)
@Conditional(GatewayOn.class)
@ComponentScan(nameGenerator = FullyQualifiedAnnotationBeanNameGenerator.class)
@Import(TenantNotes.class)
public class GatewayConfiguration {}
