package local;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.Compatibility;
import software.amazon.awssdk.services.ecs.model.ContainerDefinition;
import software.amazon.awssdk.services.ecs.model.NetworkMode;

/** The cluster and the task definitions, registered over the wire as Terraform would. */
final class LocalTaskDefinitions {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final EcsClient ecs;

    LocalTaskDefinitions(EcsClient ecs) {
        this.ecs = ecs;
    }

    void register() {
        ecs.createCluster(
                request -> request.clusterName(Names.RESOURCES.taskStateRule().cluster()));
        register(
                Names.ANALYSIS_FAMILY,
                ContainerDefinition.builder()
                        .image(Names.WRAPPER_IMAGE)
                        .entryPoint(WrapperCommand.entryPoint())
                        // Without a UTF-8 locale a JVM cannot pass other than ASCII on to a command.
                        .environment(variable -> variable.name("LC_ALL").value("C.UTF-8"))
                        .command("--cli-json", analysis()));
        register(Names.INSTANT_FAMILY, ContainerDefinition.builder().image(Names.INSTANT_IMAGE));
    }

    private void register(String family, ContainerDefinition.Builder container) {
        ecs.registerTaskDefinition(request -> request.family(family)
                .requiresCompatibilities(Compatibility.FARGATE)
                .networkMode(NetworkMode.AWSVPC)
                .cpu("256")
                .memory("512")
                .containerDefinitions(container.name(family).essential(true).build()));
    }

    /** Scans the jar whose place the service hands over in INPUT_FILE. */
    private static String analysis() {
        var job = MAPPER.createObjectNode().put("job", Names.ANALYSIS_FAMILY);
        var command = job.putArray("command");
        List.of(WrapperCommand.javaTool("jdeprscan"), "--release", "17", "${{env.INPUT_FILE}}")
                .forEach(command::add);
        return job.toString();
    }
}
