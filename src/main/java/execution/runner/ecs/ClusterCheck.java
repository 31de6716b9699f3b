package execution.runner.ecs;

import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.services.ecs.model.DescribeClustersResponse;

/** Stops the start if the configured ECS cluster is not there. */
@Component
class ClusterCheck implements ApplicationRunner {

    private final ProducerTemplate camel;

    ClusterCheck(ProducerTemplate camel) {
        this.camel = camel;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        Exchange exchange = camel.send("direct:check-cluster", e -> {});
        if (exchange.isFailed()) {
            throw new IllegalStateException(
                    "execution.ecs.cluster: ECS cannot be asked for the cluster", exchange.getException());
        }
        DescribeClustersResponse answer = exchange.getMessage().getBody(DescribeClustersResponse.class);
        boolean active =
                answer != null && answer.clusters().stream().anyMatch(cluster -> "ACTIVE".equals(cluster.status()));
        if (!active) {
            throw new IllegalStateException("execution.ecs.cluster: there is no active cluster of this name");
        }
    }
}
