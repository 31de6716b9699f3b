package routes;

import java.lang.reflect.Constructor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.RoutesBuilder;
import org.mockito.Mockito;
import org.mockito.stubbing.Answer;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AssignableTypeFilter;
import org.springframework.stereotype.Component;

/** The service's own routes, for tests of a stage beside its package. */
public final class ServiceRoutes {

    private static final Answer<Object> SOMETHING =
            call -> something(call.getMethod().getReturnType());

    private ServiceRoutes() {}

    public static RoutesBuilder preparation() {
        return new PreparationRoutes();
    }

    public static RoutesBuilder process() {
        return new ProcessRoutes();
    }

    public static RoutesBuilder aggregation() {
        return new AggregationRoutes();
    }

    public static RoutesBuilder worker() {
        return new WorkerRoutes();
    }

    public static RoutesBuilder partitions() {
        return new PartitionRoutes();
    }

    public static RoutesBuilder lambda() {
        return new LambdaRoutes();
    }

    /**
     * All of them, to read their definitions. They cannot be started, because the beans that they are given do
     * nothing, and each setting has some value.
     */
    public static List<RoutesBuilder> all() throws ReflectiveOperationException {
        ClassPathScanningCandidateComponentProvider scanner = new ClassPathScanningCandidateComponentProvider(false);
        scanner.addIncludeFilter(new AssignableTypeFilter(RoutesBuilder.class));
        List<RoutesBuilder> all = new ArrayList<>();
        for (BeanDefinition found : scanner.findCandidateComponents("routes")) {
            Class<?> type = Class.forName(found.getBeanClassName());
            if (type.isAnnotationPresent(Component.class)) {
                Constructor<?> constructor = type.getDeclaredConstructors()[0];
                Object[] given = Stream.of(constructor.getParameterTypes())
                        .map(ServiceRoutes::something)
                        .toArray();
                all.add((RoutesBuilder) constructor.newInstance(given));
            }
        }
        return all;
    }

    private static Object something(Class<?> type) {
        if (type == String.class) {
            return "something";
        }
        if (type == Duration.class) {
            return Duration.ofMinutes(1);
        }
        if (type == int.class) {
            return 1;
        }
        if (type == boolean.class) {
            return false;
        }
        if (type == void.class) {
            return null;
        }
        return type.isEnum() ? type.getEnumConstants()[0] : Mockito.mock(type, SOMETHING);
    }
}
