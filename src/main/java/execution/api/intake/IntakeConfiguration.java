package execution.api.intake;

import execution.api.FollowLogs;
import jakarta.servlet.DispatcherType;
import java.util.EnumSet;
import org.springframework.boot.autoconfigure.security.SecurityProperties;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/** Puts the filters of this package into their places: the intake comes after the check of tokens. */
@Configuration(proxyBeanMethods = false)
class IntakeConfiguration {

    @Bean
    FilterRegistrationBean<RequestIntake> intake(RequestIntake filter) {
        FilterRegistrationBean<RequestIntake> registration = new FilterRegistrationBean<>(filter);
        registration.setOrder(SecurityProperties.DEFAULT_FILTER_ORDER + 10);
        registration.setDispatcherTypes(EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC));
        return registration;
    }

    /** Puts the requests that follow a log behind the intake. */
    @Bean
    FilterRegistrationBean<FollowLogs> following(FollowLogs filter) {
        FilterRegistrationBean<FollowLogs> registration = new FilterRegistrationBean<>(filter);
        registration.setOrder(SecurityProperties.DEFAULT_FILTER_ORDER + 20);
        return registration;
    }

    /** Makes {@link AnsweredRequests} the first of all filters, because any other filter may answer a request. */
    @Bean
    FilterRegistrationBean<AnsweredRequests> answered(AnsweredRequests filter) {
        FilterRegistrationBean<AnsweredRequests> registration = new FilterRegistrationBean<>(filter);
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return registration;
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> connections() {
        return factory -> {
            factory.addEngineValves(new UnreadBodies());
            // Anybody may open connections, so each one must take little memory. With Tomcat's own sizes a connection
            // takes 57 KB.
            factory.addConnectorCustomizers(connector -> {
                connector.setProperty("socket.appReadBufSize", "1024");
                connector.setProperty("socket.appWriteBufSize", "2048");
            });
        };
    }
}
