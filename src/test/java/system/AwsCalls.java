package system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import execution.aws.Permission;
import execution.aws.Role;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import local.Names;
import org.springframework.beans.factory.config.BeanPostProcessor;
import software.amazon.awssdk.awscore.presigner.PresignedRequest;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/**
 * Collects the calls of AWS that a service makes, from its requests on the wire, and the calls that it signs for tasks
 * to make. Each call is written as IAM sees it: an action, and the last part of a resource's ARN.
 */
final class AwsCalls implements BeanPostProcessor {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** The permissions that the definition gives to the service's role. */
    static final List<Permission> SERVICE = Names.RESOURCES.permissions().stream()
            .filter(permission -> permission.role() == Role.SERVICE)
            .toList();

    /** Writes an action and a resource as one text. */
    private static final String ON = " on ";

    /** What the path of each call of Lambda about a function begins with. */
    private static final String FUNCTIONS = "/2015-03-31/functions/";

    private final Set<String> seen = new ConcurrentSkipListSet<>();

    /** Gives each call once, as {@code <action> on <resource>}. */
    Set<String> seen() {
        return Set.copyOf(seen);
    }

    /** Fails if the service made a call that its role does not allow. */
    void assertAllAreAllowed() {
        assertThat(seen).allSatisfy(call -> assertThat(SERVICE).anyMatch(permission -> isCovered(call, permission)));
    }

    /** Tells whether the permission allows the call. */
    static boolean isCovered(String call, Permission by) {
        return by.on().stream()
                .map(resource -> by.action() + ON + resource)
                .anyMatch(pattern -> call.matches(Pattern.quote(pattern).replace("*", "\\E.*\\Q")));
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        if (bean instanceof SdkHttpClient http) {
            return new Recorded(http);
        }
        return bean instanceof S3Presigner presigner ? recorded(presigner) : bean;
    }

    private final class Recorded implements SdkHttpClient {

        private final SdkHttpClient http;

        private Recorded(SdkHttpClient http) {
            this.http = http;
        }

        @Override
        public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
            record(request);
            return http.prepareRequest(request);
        }

        @Override
        public String clientName() {
            return http.clientName();
        }

        @Override
        public void close() {
            http.close();
        }
    }

    private Object recorded(S3Presigner presigner) {
        return Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {S3Presigner.class}, (proxy, method, arguments) -> {
                    try {
                        Object signed = method.invoke(presigner, arguments);
                        if (signed instanceof PresignedRequest request) {
                            s3(request.httpRequest());
                        }
                        return signed;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private void record(HttpExecuteRequest request) {
        SdkHttpRequest http = request.httpRequest();
        String target = http.firstMatchingHeader("X-Amz-Target").orElse("");
        String operation = target.substring(target.indexOf('.') + 1);
        if (target.startsWith("DynamoDBStreams_")) {
            seen.add("dynamodb:" + operation + ON + "table/" + Names.EXECUTIONS_TABLE + "/stream/any");
        } else if (target.startsWith("DynamoDB_")) {
            dynamoDb(operation, body(request));
        } else if (target.startsWith("AmazonSQS.")) {
            sqs(operation, body(request));
        } else if (target.startsWith("AmazonEC2ContainerService")) {
            ecs(operation, body(request));
        } else if (target.startsWith("Logs_")) {
            JsonNode body = body(request);
            seen.add("logs:" + operation + ON + "log-group:"
                    + body.path("logGroupName").asText() + ":log-stream:"
                    + body.path("logStreamName").asText());
        } else if (http.encodedPath().startsWith(FUNCTIONS)) {
            seen.add("lambda:InvokeFunction" + ON + "function:"
                    + http.encodedPath().substring(FUNCTIONS.length()).split("/")[0]);
        } else {
            s3(http);
        }
    }

    private void dynamoDb(String operation, JsonNode body) {
        switch (operation) {
            case "TransactWriteItems" ->
                body.get("TransactItems").forEach(part -> part.properties()
                        .forEach(write ->
                                seen.add("dynamodb:" + write.getKey() + "Item" + ON + table(write.getValue()))));
            case "BatchGetItem" ->
                body.get("RequestItems")
                        .fieldNames()
                        .forEachRemaining(table -> seen.add("dynamodb:" + operation + ON + "table/" + table));
            default -> seen.add("dynamodb:" + operation + ON + table(body));
        }
    }

    private static String table(JsonNode body) {
        String table = "table/" + body.get("TableName").asText();
        return body.has("IndexName") ? table + "/index/" + body.get("IndexName").asText() : table;
    }

    private void sqs(String operation, JsonNode body) {
        String url = body.path("QueueUrl").asText(body.path("QueueName").asText("*"));
        seen.add("sqs:" + operation.replaceFirst("Batch$", "") + ON + url.substring(url.lastIndexOf('/') + 1));
    }

    private void ecs(String operation, JsonNode body) {
        String cluster = body.path("cluster").asText();
        List<String> resources =
                switch (operation) {
                    case "DescribeClusters" ->
                        texts(body.get("clusters")).stream()
                                .map(name -> "cluster/" + name)
                                .toList();
                    case "RunTask" ->
                        List.of("task-definition/" + body.get("taskDefinition").asText());
                    case "StopTask" -> List.of(task(cluster, body.get("task").asText()));
                    case "DescribeTasks" ->
                        texts(body.get("tasks")).stream()
                                .map(task -> task(cluster, task))
                                .toList();
                    default -> List.of("*");
                };
        resources.forEach(resource -> seen.add("ecs:" + operation + ON + resource));
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private static String task(String cluster, String arn) {
        return "task/" + cluster + "/" + arn.substring(arn.lastIndexOf('/') + 1);
    }

    /** IAM has no action of its own for reading the head of an object: the action for the object counts. */
    private void s3(SdkHttpRequest http) {
        String path = http.encodedPath().substring(1);
        String action =
                switch (http.method()) {
                    case HEAD, GET -> path.contains("/") ? "GetObject" : "ListBucket";
                    case PUT -> "PutObject";
                    default -> http.method().name();
                };
        seen.add("s3:" + action + ON + path);
    }

    private static JsonNode body(HttpExecuteRequest request) {
        try (InputStream body = request.contentStreamProvider().orElseThrow().newStream()) {
            return MAPPER.readTree(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
