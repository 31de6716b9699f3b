package local;

import execution.catalogue.Catalogue;
import execution.catalogue.TaskFile;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import org.apache.camel.impl.DefaultCamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.Compatibility;
import software.amazon.awssdk.services.ecs.model.ContainerDefinition;
import software.amazon.awssdk.services.ecs.model.KeyValuePair;
import software.amazon.awssdk.services.ecs.model.NetworkMode;

/**
 * The cluster and the task definitions, registered over the wire as Terraform would. They are made of the same task
 * files that the service reads. No image can be pulled here: a task's command runs on this machine, under the wrapper
 * where the file says so, and its programs are looked for on this machine's PATH and among this JVM's tools.
 */
final class LocalTaskDefinitions {

    private static final Logger LOG = LoggerFactory.getLogger(LocalTaskDefinitions.class);

    private static final String SMALLEST_CPU = "256";
    private static final String SMALLEST_MEMORY = "512";

    private final EcsClient ecs;
    private final List<Path> folders;

    LocalTaskDefinitions(EcsClient ecs, List<Path> folders) {
        this.ecs = ecs;
        this.folders = folders;
    }

    void register() {
        ecs.createCluster(
                request -> request.clusterName(Names.RESOURCES.taskStateRule().cluster()));
        registerTasks();
        register(
                Names.INSTANT_FAMILY,
                SMALLEST_CPU,
                SMALLEST_MEMORY,
                ContainerDefinition.builder().image(Names.INSTANT_IMAGE).name(Names.INSTANT_FAMILY));
    }

    /** Registers the shipped tasks and those in the folders, each as a new revision where it is there already. */
    void registerTasks() {
        for (TaskFile task : Catalogue.read(folders, new DefaultCamelContext()).all()) {
            if (task.partCommandLine() == null) {
                LOG.info("The task {} has no task definition here, because its file names no command", task.name());
            } else {
                register(task);
            }
        }
    }

    private void register(TaskFile task) {
        TaskFile.Container file = task.container();
        ContainerDefinition.Builder container = ContainerDefinition.builder()
                .name(file.container())
                .image(Names.WRAPPER_IMAGE)
                .entryPoint(file.wrapper() ? WrapperCommand.entryPoint() : List.of())
                .environment(
                        // Without a UTF-8 locale a JVM cannot pass other than ASCII on to a command.
                        variable("LC_ALL", "C.UTF-8"),
                        variable(
                                "PATH",
                                Path.of(WrapperCommand.javaTool("java")).getParent()
                                        + File.pathSeparator
                                        + System.getenv("PATH")))
                .command(task.commandLine() == null ? task.partCommandLine() : task.commandLine());
        register(
                file.taskDefinition().replaceFirst(":.*", ""),
                file.cpu() == null ? SMALLEST_CPU : file.cpu().toString(),
                file.memory() == null ? SMALLEST_MEMORY : file.memory().toString(),
                container);
    }

    private static KeyValuePair variable(String name, String value) {
        return KeyValuePair.builder().name(name).value(value).build();
    }

    private void register(String family, String cpu, String memory, ContainerDefinition.Builder container) {
        ecs.registerTaskDefinition(request -> request.family(family)
                .requiresCompatibilities(Compatibility.FARGATE)
                .networkMode(NetworkMode.AWSVPC)
                .cpu(cpu)
                .memory(memory)
                .containerDefinitions(container.essential(true).build()));
    }
}
