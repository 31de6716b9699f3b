package contract;

import com.atlassian.oai.validator.OpenApiInteractionValidator;
import com.atlassian.oai.validator.model.Request;
import com.atlassian.oai.validator.model.SimpleRequest;
import com.atlassian.oai.validator.model.SimpleResponse;
import com.atlassian.oai.validator.report.ValidationReport;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Compares calls with openapi.yaml. An answer has to be one that the operation promises, and without a field that the
 * contract does not have. A request has to be as the contract says if the service carried it out; a request that is
 * wrong on purpose has to be refused.
 */
public final class CallCheck {

    private static final String FILE = "openapi.yaml";

    private static final OpenAPI CONTRACT = contract();

    /** The first parts of the contract's paths. Everything else is for people or for the platform. */
    private static final Set<String> OPERATIONS =
            CONTRACT.getPaths().keySet().stream().map(CallCheck::first).collect(Collectors.toSet());

    /** What the validator says about a request that is for no operation. */
    private static final List<String> NO_OPERATION =
            List.of("validation.request.path.missing", "validation.request.operation.notAllowed");

    private static final OpenApiInteractionValidator VALIDATOR = validator();

    private CallCheck() {}

    private static OpenAPI contract() {
        ParseOptions options = new ParseOptions();
        options.setResolve(true);
        options.setResolveFully(true);
        options.setResolveCombinators(false);
        return new OpenAPIV3Parser().read(FILE, null, options);
    }

    private static String first(String path) {
        return path.replaceFirst("^/([^/]*).*", "$1");
    }

    private static OpenApiInteractionValidator validator() {
        OpenAPI api = CONTRACT;
        // Any operation may be answered so, as the description of the file says.
        ApiResponse problem = api.getComponents().getResponses().get("BadRequest");
        for (Object status : (List<?>) api.getExtensions().get("x-general-statuses")) {
            api.getPaths().values().stream()
                    .flatMap(item -> item.readOperations().stream())
                    .forEach(operation -> operation.getResponses().putIfAbsent(status.toString(), problem));
        }
        return OpenApiInteractionValidator.createFor(api).build();
    }

    /** Gives what is wrong with a call; empty if it is as the contract says, or is for no path of the contract. */
    public static Optional<String> wrong(Call call) {
        if (!OPERATIONS.contains(first(call.path())) || isUnknown(call.method()) && call.status() >= 400) {
            return Optional.empty();
        }
        ValidationReport report;
        try {
            report = check(call);
        } catch (RuntimeException e) {
            return Optional.of(call + "\n" + e);
        }
        if (hasNoOperation(report)) {
            return call.status() < 400 ? Optional.of(call + "\nis for no operation") : Optional.empty();
        }
        return report.hasErrors() ? Optional.of(call + "\n" + messages(report)) : Optional.empty();
    }

    private static boolean isUnknown(String method) {
        return Arrays.stream(Request.Method.values())
                .noneMatch(one -> one.name().equals(method));
    }

    private static ValidationReport check(Call call) {
        SimpleResponse.Builder answer = new SimpleResponse.Builder(call.status());
        call.answerHeaders().forEach((name, values) -> answer.withHeader(name, values));
        if (call.answer() != null && call.answer().length > 0) {
            answer.withBody(call.answer());
        }
        ValidationReport report = call.answer() == null
                ? ValidationReport.empty()
                : VALIDATOR.validateResponse(call.path(), Request.Method.valueOf(call.method()), answer.build());
        return call.status() >= 400 || call.body() == null
                ? report
                : report.merge(VALIDATOR.validateRequest(request(call)));
    }

    private static Request request(Call call) {
        SimpleRequest.Builder request = new SimpleRequest.Builder(call.method(), call.path());
        call.headers().forEach((name, values) -> {
            // Accept is a wish, and whoever wishes for another type than JSON gets JSON.
            if (!name.equalsIgnoreCase("Accept")) {
                request.withHeader(name, values);
            }
        });
        if (call.query() != null) {
            Arrays.stream(call.query().split("&"))
                    .filter(pair -> !pair.isEmpty())
                    .forEach(pair -> request.withQueryParam(
                            decoded(pair.replaceFirst("=.*", "")),
                            decoded(pair.contains("=") ? pair.substring(pair.indexOf('=') + 1) : "")));
        }
        if (call.body().length > 0) {
            request.withBody(call.body());
        }
        return request.build();
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static boolean hasNoOperation(ValidationReport report) {
        return report.getMessages().stream().anyMatch(message -> NO_OPERATION.contains(message.getKey()));
    }

    private static String messages(ValidationReport report) {
        return String.join(
                "\n",
                report.getMessages().stream()
                        .map(message -> message.getKey() + ": " + message.getMessage() + " "
                                + message.getContext()
                                        .flatMap(context -> context.getPointers())
                                        .map(pointers -> pointers.getInstance())
                                        .orElse("")
                                + " " + message.getAdditionalInfo())
                        .toList());
    }
}
