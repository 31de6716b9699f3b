package cli;

import cli.call.ExecctlException;
import cli.call.ExitCode;
import cli.call.Pages;
import cli.call.Reference;
import cli.call.ServiceClient;
import cli.print.PartsProgress;
import cli.print.Screen;
import cli.print.TextTable;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import shared.json.Json;

/** Shows or changes the limits of a job of parts, or of tenants. */
@Command(
        name = "limits",
        description = {
            "Show or change limits.",
            "With an EXECUTION: the limits of a job of parts, which may be changed while it runs.",
            "Without one: the slots of your tenant; for operators those of all tenants or of one, which admins may"
                    + " change: execctl limits --tenant demo --runner ecs --slots 20"
        })
final class LimitsCommand extends ServiceCommand {
    private static final Pattern SLOTS = Pattern.compile("[0-9]{1,7}");
    private static final String CONFIGURED = "default";
    private static final int PAGE = 25;
    private static final int MOST_COUNTED = 1_000;

    @Parameters(
            arity = "0..1",
            paramLabel = "EXECUTION",
            description = "EVENT/EXECUTION, or the beginning of the id of one of the newest 500 executions.")
    private String word;

    @Option(names = "--in-flight", paramLabel = "COUNT", description = "How many parts may run at the same time.")
    private Integer inFlight;

    @Option(names = "--tolerated-failures", paramLabel = "COUNT", description = "How many parts may fail.")
    private Integer toleratedFailures;

    @Option(
            names = "--tolerated-percent",
            paramLabel = "PERCENT",
            description = "How many parts of a hundred may fail.")
    private Integer toleratedPercent;

    @Option(names = "--tenant", paramLabel = "TENANT", description = "The tenant whose slots are meant.")
    private String tenant;

    @Option(names = "--runner", paramLabel = "NAME", description = "The runner that the slots are for.")
    private String runner;

    @Option(
            names = "--slots",
            paramLabel = "COUNT",
            description = "How many slots the tenant has for the runner; " + CONFIGURED + " is what is configured.")
    private String slots;

    @Mixin
    private Confirmation confirmation;

    @Override
    ExitCode run(ServiceClient service, Screen screen) throws InterruptedException {
        if (word != null) {
            if (tenant != null || runner != null || slots != null) {
                throw new ExecctlException("--tenant, --runner and --slots are of a tenant; leave out the EXECUTION");
            }
            return ofJob(Reference.find(word, service), service, screen);
        }
        if (inFlight != null || toleratedFailures != null || toleratedPercent != null) {
            throw new ExecctlException("name the EXECUTION whose limits are to be changed");
        }
        return slots == null ? list(service, screen) : change(service, screen);
    }

    private ExitCode ofJob(Reference reference, ServiceClient service, Screen screen) throws InterruptedException {
        ObjectNode change = Json.object();
        put(change, "max_in_flight", inFlight);
        put(change, "tolerated_failures", toleratedFailures);
        put(change, "tolerated_percent", toleratedPercent);
        JsonNode progress = change.isEmpty()
                ? PartsProgress.of(service.get(reference.path()))
                        .orElseThrow(() -> new ExecctlException("it is no job of parts, or has not begun"))
                        .numbers()
                : service.patch(reference.path() + "/partitions", change);
        if (screen.isJson()) {
            screen.json(progress);
        } else if (!screen.quiet()) {
            screen.field(
                    "in flight", "at most " + progress.path("max_in_flight").asText());
            screen.field(
                    "tolerated",
                    progress.path("tolerated_failures").asText() + " failures or "
                            + progress.path("tolerated_percent").asText() + " %, whichever is more");
            screen.field("parts", new PartsProgress(progress).words());
        }
        return ExitCode.OK;
    }

    private ExitCode list(ServiceClient service, Screen screen) throws InterruptedException {
        String filter = tenant == null ? "" : "&tenant_id=" + URLEncoder.encode(tenant, StandardCharsets.UTF_8);
        List<JsonNode> lanes = Pages.read(service, "/lanes", filter, "lanes", PAGE, Integer.MAX_VALUE).stream()
                .filter(lane ->
                        runner == null || runner.equals(lane.path("runner").asText()))
                .toList();
        if (screen.isJson()) {
            ArrayNode all = Json.object().putArray("lanes");
            all.addAll(lanes);
            screen.json(all);
        } else if (screen.quiet()) {
            lanes.forEach(lane -> screen.line(lane.path("tenant_id").asText() + " "
                    + lane.path("runner").asText() + " " + lane.path("slots").asText()));
        } else {
            print(lanes, screen);
        }
        return ExitCode.OK;
    }

    private static void print(List<JsonNode> lanes, Screen screen) {
        TextTable table = new TextTable("TENANT", "RUNNER", "IN USE", "SLOTS", "FROM", "WAITING");
        for (JsonNode lane : lanes) {
            table.add(
                    lane.path("tenant_id").asText(),
                    lane.path("runner").asText(),
                    lane.path("slots_in_use").asText(),
                    lane.path("slots").asText(),
                    lane.hasNonNull("own_slots") ? "its own" : "the configuration",
                    lane.path("pending").asInt() > MOST_COUNTED
                            ? "more than " + MOST_COUNTED
                            : lane.path("pending").asText());
        }
        screen.table(table);
    }

    private ExitCode change(ServiceClient service, Screen screen) throws InterruptedException {
        if (tenant == null || runner == null) {
            throw new ExecctlException("--slots needs the --tenant and the --runner");
        }
        boolean isConfigured = slots.equals(CONFIGURED);
        if (!isConfigured && !SLOTS.matcher(slots).matches()) {
            throw new ExecctlException("--slots must be a whole number or " + CONFIGURED);
        }
        if (confirmation.isWanted()) {
            ExitCode refused = confirmation.ask(
                    "Give " + tenant + " "
                            + (isConfigured ? "the configured number of slots" : slots + " slots") + " for "
                            + runner + "?",
                    surroundings(),
                    screen);
            if (refused != ExitCode.OK) {
                return refused;
            }
        }
        ObjectNode wanted = Json.object().put("tenant_id", tenant).put("runner", runner);
        wanted.put("slots", isConfigured ? null : Integer.valueOf(slots));
        JsonNode lane = service.put("/lanes/limit", wanted);
        if (screen.isJson()) {
            screen.json(lane);
        } else if (!screen.quiet()) {
            print(List.of(lane), screen);
        }
        return ExitCode.OK;
    }

    private static void put(ObjectNode change, String name, Integer value) {
        if (value != null) {
            change.put(name, value);
        }
    }
}
