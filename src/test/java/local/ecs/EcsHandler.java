package local.ecs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The wire protocol: the operation is in a header, request and answer are JSON. Beside it, containers can ask who they
 * are, by {@code GET /v4/<task id>/task} as at the metadata endpoint.
 */
final class EcsHandler extends Handler.Abstract {

    private static final Logger LOG = LoggerFactory.getLogger(EcsHandler.class);
    private static final String TARGET = "AmazonEC2ContainerServiceV20141113.";
    private static final String CONTENT_TYPE = "application/x-amz-json-1.1";

    /** An operation throws this when it has acted and its answer is to be lost. */
    static final class AnswerLostException extends RuntimeException {}

    /** What the path of each task's metadata begins with. */
    static final String METADATA = "/v4/";

    private final Map<String, Function<JsonNode, ObjectNode>> operations;
    private final Function<String, Optional<ObjectNode>> metadata;

    /** @param metadata gives what a container may know of its task, by the task's id */
    EcsHandler(
            Map<String, Function<JsonNode, ObjectNode>> operations, Function<String, Optional<ObjectNode>> metadata) {
        this.operations = operations;
        this.metadata = metadata;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws IOException {
        var path = Request.getPathInContext(request);
        if (path.startsWith(METADATA)) {
            var found = metadata.apply(path.substring(METADATA.length()).replaceFirst("/task$", ""));
            answer(response, callback, found.isPresent() ? 200 : 404, found.orElseGet(Json::object));
            return true;
        }
        var target = request.getHeaders().get("X-Amz-Target");
        var body = Content.Source.asByteBuffer(request);
        try {
            answer(response, callback, 200, call(target, body));
        } catch (AnswerLostException e) {
            request.getConnectionMetaData().getConnection().getEndPoint().close();
            callback.succeeded();
        } catch (EcsException e) {
            LOG.debug("{} is refused: {} {}", target, e.type(), e.getMessage());
            answer(response, callback, e.type().equals(EcsException.SERVER) ? 500 : 400, error(e));
        } catch (RuntimeException e) {
            LOG.error("{} failed", target, e);
            answer(response, callback, 500, error(EcsException.of(EcsException.SERVER, e.toString())));
        }
        return true;
    }

    private ObjectNode call(String target, ByteBuffer body) throws IOException {
        var operation =
                target != null && target.startsWith(TARGET) ? operations.get(target.substring(TARGET.length())) : null;
        if (operation == null) {
            throw EcsException.of("UnknownOperationException", "No such operation: " + target);
        }
        var bytes = new byte[body.remaining()];
        body.get(bytes);
        return operation.apply(read(bytes));
    }

    private static JsonNode read(byte[] bytes) throws IOException {
        try {
            var request = bytes.length == 0 ? Json.object() : Json.MAPPER.readTree(bytes);
            if (request.isObject()) {
                return request;
            }
        } catch (JsonProcessingException e) {
            LOG.debug("Not JSON", e);
        }
        throw EcsException.of("SerializationException", "The request is not a JSON object.");
    }

    private static ObjectNode error(EcsException error) {
        var node = Json.object().put("__type", error.type()).put("message", error.getMessage());
        if (!error.resourceIds().isEmpty()) {
            node.set("resourceIds", Json.texts(error.resourceIds()));
        }
        return node;
    }

    private static void answer(Response response, Callback callback, int status, ObjectNode answer) throws IOException {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, CONTENT_TYPE);
        response.write(true, ByteBuffer.wrap(Json.MAPPER.writeValueAsBytes(answer)), callback);
    }
}
