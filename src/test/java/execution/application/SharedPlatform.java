package execution.application;

import java.util.UUID;
import local.LocalPlatform;
import software.amazon.awssdk.services.ecs.model.Compatibility;
import software.amazon.awssdk.services.ecs.model.ContainerDefinition;
import software.amazon.awssdk.services.ecs.model.NetworkMode;

/**
 * One platform for all tests of this JVM, for its start takes seconds. Tests keep apart by their tenants, and leave the ECS
 * without faults and without tasks that still run.
 */
public final class SharedPlatform {

    /** The asset that each tenant of {@link #newTenant()} has. */
    public static final String ASSET = "asset-1";

    private static LocalPlatform platform;

    private SharedPlatform() {}

    public static synchronized LocalPlatform get() {
        if (platform == null) {
            platform = LocalPlatform.start();
            Runtime.getRuntime().addShutdownHook(new Thread(platform::close, "shared-platform-close"));
        }
        return platform;
    }

    /** A tenant that nobody had before. */
    public static String newTenant() {
        String tenant = "tenant-" + UUID.randomUUID().toString().substring(0, 8);
        get().putAsset(tenant, ASSET, "an asset");
        return tenant;
    }

    /**
     * A task whose container runs this command as a process.
     *
     * @param name of the job, the task definition and its container
     */
    public static void registerProcess(String name, String... command) {
        register(name, ContainerDefinition.builder().image("local/process").command(command));
    }

    /** A task whose container has this image and, if it is the instant one, no process. */
    public static void register(String name, ContainerDefinition.Builder container) {
        get().ecsClient().registerTaskDefinition(request -> request.family(name)
                .requiresCompatibilities(Compatibility.FARGATE)
                .networkMode(NetworkMode.AWSVPC)
                .cpu("256")
                .memory("512")
                .containerDefinitions(
                        container.name(name).essential(true).stopTimeout(2).build()));
    }
}
