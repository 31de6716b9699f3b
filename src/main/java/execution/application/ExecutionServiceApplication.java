package execution.application;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.autoconfigure.security.servlet.UserDetailsServiceAutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** The service: the role {@code serve}. */
@SpringBootApplication(
        scanBasePackages = {"execution", "routes"},
        exclude = UserDetailsServiceAutoConfiguration.class)
@ConfigurationPropertiesScan("execution")
public class ExecutionServiceApplication {}
