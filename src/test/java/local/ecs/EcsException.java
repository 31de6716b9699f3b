package local.ecs;

import java.util.List;

/** An error as ECS puts it on the wire: a type, a message, and for a conflict the tasks that hold the token. */
final class EcsException extends RuntimeException {

    /** The type of error that is answered with status 500. */
    static final String SERVER = "ServerException";

    private final String type;
    private final transient List<String> resourceIds;

    private EcsException(String type, String message, List<String> resourceIds) {
        super(message);
        this.type = type;
        this.resourceIds = resourceIds;
    }

    static EcsException of(String type, String message) {
        return new EcsException(type, message, List.of());
    }

    static EcsException invalid(String message) {
        return of("InvalidParameterException", message);
    }

    static EcsException client(String message) {
        return of("ClientException", message);
    }

    static EcsException conflict(List<String> taskArns) {
        return new EcsException(
                "ConflictException", "The client token was already used with a different request.", taskArns);
    }

    String type() {
        return type;
    }

    List<String> resourceIds() {
        return resourceIds;
    }
}
