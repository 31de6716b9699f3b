package launcher;

import gateway.GatewayConfiguration;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.autoconfigure.security.servlet.UserDetailsServiceAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.error.ErrorMvcAutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Import;

/** The service: the role {@code serve}. Errors outside of routes are answered by {@code execution.http}. */
@SpringBootApplication(
        scanBasePackages = {"execution", "routes"},
        exclude = {UserDetailsServiceAutoConfiguration.class, ErrorMvcAutoConfiguration.class})
@ConfigurationPropertiesScan({"execution", "gateway"})
@Import(GatewayConfiguration.class)
public class ExecutionServiceApplication {}
