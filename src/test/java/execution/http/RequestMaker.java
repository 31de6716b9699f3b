package execution.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import execution.model.ExecutionKey;
import io.swagger.v3.oas.models.parameters.Parameter;
import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import local.Names;
import system.SharedPlatform;

/**
 * Makes requests out of the contract: valid ones, and such in which something was changed that people who mean harm
 * would change. The same seed makes the same requests, but for the ids and tokens of the executions that they are
 * about.
 */
final class RequestMaker {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private static final List<String> ODD_HEADERS = List.of(
            "tenant_id: other-tenant",
            "jit_event_id: 00000000-0000-0000-0000-000000000000",
            "execution_id: ffffffffffffffffffffffffffffffff",
            "limit: 9999999",
            "next: x",
            "status: nothing",
            "CamelHttpUri: http://127.0.0.1:1/",
            "CamelHttpResponseCode: 201",
            "CamelBeanMethodName: input",
            "CamelHttpPath: /executions",
            "CamelHttpMethod: DELETE",
            "camelRestHttpUri: /x",
            "breadcrumbId: x",
            "Operation: x",
            "X-HTTP-Method-Override: DELETE",
            "X-Forwarded-Proto: https",
            "X-Forwarded-For: \"><x",
            "X-Forwarded-Host: elsewhere",
            "X-Original-URL: /actuator/prometheus",
            "Forwarded: for=x;proto=https",
            "Accept: text/html",
            "Accept: nonsense",
            "Accept: */*;q=x",
            "Accept-Language: \u00ff\u00ff",
            "Accept-Encoding: gzip",
            "Origin: https://elsewhere",
            "Access-Control-Request-Method: DELETE",
            "Range: bytes=0-1",
            "If-None-Match: *",
            "If-Modified-Since: x",
            "Cookie: JSESSIONID=1; x=\"",
            "Upgrade: websocket",
            "Upgrade: h2c",
            "Expect: 100-nothing",
            "Connection: close, keep-alive",
            "traceparent: 00-0-0-0",
            "X-Long: " + "y".repeat(4_000),
            "X-\u00e4: 1");

    private static final List<String> ODD_TYPES = List.of(
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "multipart/form-data",
            "text/html",
            "application/xml",
            "application/json; charset=utf-16",
            "application/json; charset=no such",
            "application/json; charset=\"utf-8",
            "application/json;;",
            "json",
            "*/*",
            "application/problem+json",
            "application/x-java-serialized-object");

    private static final List<String> ODD_METHODS = List.of(
            "GET",
            "HEAD",
            "POST",
            "PUT",
            "PATCH",
            "DELETE",
            "OPTIONS",
            "TRACE",
            "CONNECT",
            "PROPFIND",
            "get",
            "G-T",
            "X".repeat(60));

    private final Contract contract;
    private final JsonMaker json;
    private final RandomGenerator random;
    private final Target target;

    /**
     * @param random decides everything
     * @param target what the requests are about
     */
    RequestMaker(Contract contract, RandomGenerator random, Target target) {
        this.contract = contract;
        this.random = random;
        this.json = new JsonMaker(random);
        this.target = target;
    }

    /**
     * An execution in its first attempt, and the tokens for it.
     *
     * @param user of its tenant
     * @param operator of the installation
     * @param task of its attempt
     */
    record Target(ExecutionKey key, String user, String operator, String task) {}

    FuzzedRequest make() {
        Contract.Call call = one(contract.calls());
        String method = chance(5) ? one(ODD_METHODS) : call.method().name();
        String path = path(call);
        Optional<String> token = token(call);
        boolean hasBody = call.body() != null ? !chance(3) : chance(5);
        byte[] body = hasBody ? body(call) : new byte[0];
        boolean isChunked = hasBody && chance(5);

        List<String> headers = new ArrayList<>();
        headers.add("Host: service");
        token.ifPresent(text -> headers.add("Authorization: Bearer " + text));
        if (hasBody) {
            headers.add("Content-Type: " + (chance(5) ? one(ODD_TYPES) : "application/json"));
            headers.add(isChunked ? "Transfer-Encoding: chunked" : "Content-Length: " + body.length);
        }
        for (int odd = chance(20) ? 1 + random.nextInt(3) : 0; odd > 0; odd--) {
            headers.add(one(ODD_HEADERS));
        }
        if (chance(2)) {
            headers.add("Content-Encoding: " + one(List.of("gzip", "deflate", "br", "identity", "x")));
        }
        String version = "HTTP/1.1";
        boolean isBroken = chance(3);
        if (isBroken) {
            switch (random.nextInt(6)) {
                case 0 -> version = one(List.of("HTTP/1.0", "HTTP/2.0", "HTTP/9", "HTTP", "ICY"));
                case 1 -> headers.remove(0);
                case 2 -> headers.add("Host: other");
                case 3 -> headers.add("no header at all");
                case 4 -> headers.add("Transfer-Encoding: " + one(List.of("gzip", "identity, chunked", "x")));
                default -> headers.add("X-Control: a\u0001b\u0000c");
            }
            headers.add("Connection: close");
        }
        String head =
                method + " " + path + query(call) + " " + version + "\r\n" + String.join("\r\n", headers) + "\r\n\r\n";
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
        bytes.writeBytes(isChunked ? chunked(body) : body);
        return new FuzzedRequest(bytes.toByteArray(), method, path, call, token, isBroken || "CONNECT".equals(method));
    }

    private static byte[] chunked(byte[] body) {
        ByteArrayOutputStream chunks = new ByteArrayOutputStream();
        if (body.length > 0) {
            chunks.writeBytes((Integer.toHexString(body.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            chunks.writeBytes(body);
            chunks.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        chunks.writeBytes("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        return chunks.toByteArray();
    }

    private String path(Contract.Call call) {
        String event = chance(85) ? target.key().jitEventId() : oddSegment();
        String execution = chance(85) ? target.key().executionId() : oddSegment();
        String path = call.template()
                .replace("{jit_event_id}", event)
                .replace("{execution_id}", execution)
                .replace("{queue}", chance(85) ? Names.FLEET_QUEUE + Names.DEAD_LETTERS : oddSegment())
                .replace("{message_id}", chance(85) ? event : oddSegment())
                .replace("{task_name}", chance(85) ? "static-code-analysis-java" : oddSegment());
        if (!chance(8)) {
            return path;
        }
        int slash = path.lastIndexOf('/');
        return switch (random.nextInt(10)) {
            case 0 -> path + "/";
            case 1 -> path.toUpperCase(Locale.ROOT);
            case 2 -> path.substring(0, slash) + "/" + path.substring(slash);
            case 3 -> path + ";a=b";
            case 4 -> path.substring(0, slash) + "%2f" + path.substring(slash + 1);
            case 5 -> path.substring(0, slash) + "/../.." + path.substring(slash);
            case 6 -> path + "%00";
            case 7 -> path + "\u00e4";
            case 8 -> path + "/" + "z".repeat(random.nextInt(3_000));
            default -> path.replace("executions", "%65xecutions");
        };
    }

    private String oddSegment() {
        return switch (random.nextInt(7)) {
            case 0 -> new UUID(random.nextLong(), random.nextLong()).toString();
            case 1 -> "0".repeat(32);
            case 2 -> "z".repeat(1 + random.nextInt(1_500));
            case 3 -> "%F0%9F%98%80";
            case 4 -> "%zz";
            case 5 -> "..";
            default -> URLEncoder.encode(one(JsonMaker.ODD_TEXTS), StandardCharsets.UTF_8);
        };
    }

    private String query(Contract.Call call) {
        List<String> query = new ArrayList<>();
        for (Parameter parameter : call.query()) {
            if (chance(40)) {
                query.add(parameter.getName() + "="
                        + (chance(60)
                                ? encoded(json.value(parameter.getSchema()).asText())
                                : chance(90)
                                        ? encoded(one(JsonMaker.ODD_TEXTS))
                                        : one(List.of("%", "%zz", "%ff%fe", "a=b&&;", "a&limit=2"))));
            }
        }
        if (chance(4)) {
            query.add(one(List.of(
                    "tenant_id=other",
                    "execution_id=x",
                    "access_token=" + target.user(),
                    "%00=%00",
                    "a[]=1",
                    "=",
                    "&&&")));
        }
        return query.isEmpty() ? "" : "?" + String.join("&", query);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private Optional<String> token(Contract.Call call) {
        boolean isForOperators = call.operation().getTags().contains("operators");
        String user = isForOperators && chance(80) ? target.operator() : target.user();
        String right = call.isForTasks() ? target.task() : user;
        if (!chance(12)) {
            return Optional.of(right);
        }
        return switch (random.nextInt(6)) {
            case 0 -> Optional.empty();
            case 1 -> Optional.of("x");
            case 2 -> Optional.of(right.substring(0, right.length() - 3) + "AAA");
            case 3 -> Optional.of(right.substring(right.indexOf('.')));
            case 4 -> Optional.of("y".repeat(6_000));
            default -> Optional.of(call.isForTasks() ? target.user() : target.task());
        };
    }

    private byte[] body(Contract.Call call) {
        JsonNode body = call.body() == null ? JSON.objectNode() : json.value(call.body());
        if (body instanceof ObjectNode event && event.has("asset_id")) {
            // What the contract cannot say: there is such an asset, job and runner, and the tenant is the caller's own.
            event.put("asset_id", SharedPlatform.ASSET).put("job_name", "instant");
            event.put("jit_event_id", new UUID(random.nextLong(), random.nextLong()).toString());
            event.remove(List.of("tenant_id", "job_runner"));
        }
        for (int changes = chance(55) ? 1 + random.nextInt(3) : 0; changes > 0; changes--) {
            json.change(body);
        }
        byte[] bytes = json.text(body).getBytes(StandardCharsets.UTF_8);
        return chance(8) ? damaged(bytes) : bytes;
    }

    private byte[] damaged(byte[] body) {
        return switch (random.nextInt(8)) {
            case 0 -> Arrays.copyOf(body, random.nextInt(body.length + 1));
            case 1 -> new String(body, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_16);
            case 2 -> (new String(body, StandardCharsets.UTF_8) + "{}").getBytes(StandardCharsets.UTF_8);
            case 3 -> ("\ufeff" + new String(body, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
            case 4 -> ("[" + "{\"a\":".repeat(random.nextInt(2_000))).getBytes(StandardCharsets.UTF_8);
            case 5 -> Arrays.copyOf(body, body.length + random.nextInt(40_000));
            case 6 ->
                one(List.of("", " ", "null", "[]", "\"a\"", "1", "\u0000", "a=b&c=d", "<a/>"))
                        .getBytes(StandardCharsets.UTF_8);
            default -> {
                for (int i = 0; i < 5 && body.length > 0; i++) {
                    body[random.nextInt(body.length)] = (byte) random.nextInt(256);
                }
                yield body;
            }
        };
    }

    private <T> T one(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }
}
