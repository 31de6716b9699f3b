package routes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * That part of GitHub's API which starts, lists, shows and cancels runs of workflows, for one repository with one
 * workflow. A run is listed only after a while, and not on the first page; its name is that input of the workflow which
 * is named attempt.
 */
final class GitHubStub implements AutoCloseable {

    static final String REPOSITORY = "owner/tasks";
    static final String WORKFLOW = "scan";
    static final String TOKEN = "ghp_nobodys-business";

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int LISTED_AFTER = 3;
    private static final int PER_PAGE = 100;
    private static final Pattern PATH = Pattern.compile(
            "/repos/" + REPOSITORY
                    + "/actions/(?:workflows/(?<workflow>[^/]+)[.]yml/(?<of>dispatches|runs)|runs/(?<run>[0-9]+)(?<cancel>/cancel)?)");

    private final HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    private final List<Run> runs = new ArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<JsonNode> dispatched = new CopyOnWriteArrayList<>();
    private final boolean tellsRun;
    private Answer next = new Answer(0, Map.of(), true);
    private String conclusion;
    private String token = TOKEN;
    private String redirect;

    /**
     * What happens to a call that is to fail.
     *
     * @param status 0 for the answer that there would be, -1 for none
     * @param started whether a dispatch starts a run all the same
     */
    private record Answer(int status, Map<String, String> headers, boolean started) {}

    private static final class Run {
        private final long id;
        private final String title;
        private String status = "queued";
        private String conclusion;
        private final String planned;
        private int lists;

        Run(long id, String title, String planned) {
            this.id = id;
            this.title = title;
            this.planned = planned;
        }

        /** It begins, and then ends, between two looks at it. */
        void goOn() {
            if (status.equals("queued")) {
                status = "in_progress";
            } else if (planned != null && conclusion == null) {
                end(planned);
            }
        }

        void end(String as) {
            status = "completed";
            conclusion = as;
        }
    }

    /** @param tellsRun whether a dispatch is answered with its run, as older servers do not */
    GitHubStub(boolean tellsRun) throws IOException {
        this.tellsRun = tellsRun;
        server.createContext("/", exchange -> {
            try (exchange) {
                serve(exchange);
            }
        });
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Lets the next dispatch go well; its run ends so, or goes on until it is cancelled if that is null. */
    synchronized void runNext(String endsAs) {
        next = new Answer(0, Map.of(), true);
        conclusion = endsAs;
    }

    /** Has the next dispatch answered so; -1 is no answer. */
    synchronized void failNext(int status, Map<String, String> headers, boolean started) {
        next = new Answer(status, headers, started);
        conclusion = null;
    }

    synchronized void redirect(String url) {
        redirect = url;
    }

    synchronized void accept(String accepted) {
        token = accepted;
    }

    synchronized long runs(String attemptId) {
        return runs.stream().filter(run -> run.title.equals(attemptId)).count();
    }

    /** Gives method, path and query of each call. */
    List<String> requests() {
        return requests;
    }

    /** Gives the bodies of the dispatches. */
    List<JsonNode> dispatched() {
        return dispatched;
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private synchronized void serve(HttpExchange exchange) throws IOException {
        String method = exchange.getRequestMethod();
        requests.add(method + " " + exchange.getRequestURI());
        byte[] body = exchange.getRequestBody().readAllBytes();
        Matcher path = PATH.matcher(exchange.getRequestURI().getPath());
        if (redirect != null) {
            exchange.getResponseHeaders().set("Location", redirect + exchange.getRequestURI());
            answer(exchange, 301, null);
        } else if (!("Bearer " + token).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            answer(exchange, 401, null);
        } else if (!path.matches()) {
            answer(exchange, 404, null);
        } else if ("dispatches".equals(path.group("of")) && method.equals("POST")) {
            dispatch(exchange, path.group("workflow"), MAPPER.readTree(body));
        } else if ("runs".equals(path.group("of")) && method.equals("GET")) {
            list(exchange);
        } else if (path.group("run") != null) {
            run(exchange, method, Long.parseLong(path.group("run")), path.group("cancel") != null);
        } else {
            answer(exchange, 404, null);
        }
    }

    private void dispatch(HttpExchange exchange, String workflow, JsonNode body) throws IOException {
        dispatched.add(body);
        Answer planned = next;
        next = new Answer(0, Map.of(), true);
        if (!workflow.equals(WORKFLOW)) {
            answer(exchange, 404, null);
            return;
        }
        if (planned.started()) {
            runs.add(new Run(1_000 + runs.size(), body.at("/inputs/attempt").textValue(), conclusion));
        }
        if (planned.status() == 0) {
            ObjectNode details = MAPPER.createObjectNode().put("workflow_run_id", runs.get(runs.size() - 1).id);
            answer(exchange, tellsRun ? 200 : 204, tellsRun ? details : null);
        } else if (planned.status() > 0) {
            planned.headers().forEach(exchange.getResponseHeaders()::set);
            answer(exchange, planned.status(), null);
        }
    }

    private void list(HttpExchange exchange) throws IOException {
        Matcher query = Pattern.compile("event=workflow_dispatch&per_page=100&page=([0-9]+)")
                .matcher(exchange.getRequestURI().getQuery());
        if (!query.matches()) {
            answer(exchange, 422, null);
            return;
        }
        int page = Integer.parseInt(query.group(1));
        // A page full of other runs that are newer.
        ArrayNode listed = MAPPER.createArrayNode();
        if (page == 1) {
            for (int i = 0; i < PER_PAGE; i++) {
                listed.add(json(new Run(9_000 + i, "another-" + i, null)));
            }
        } else if (page == 2) {
            runs.stream().filter(run -> ++run.lists >= LISTED_AFTER).forEach(run -> listed.add(json(run)));
        }
        answer(exchange, 200, MAPPER.createObjectNode().set("workflow_runs", listed));
    }

    private void run(HttpExchange exchange, String method, long id, boolean cancel) throws IOException {
        Run run = runs.stream().filter(known -> known.id == id).findFirst().orElse(null);
        if (run == null) {
            answer(exchange, 404, null);
        } else if (cancel && method.equals("POST")) {
            boolean ended = run.conclusion != null;
            if (!ended) {
                run.end("cancelled");
            }
            answer(exchange, ended ? 409 : 202, MAPPER.createObjectNode());
        } else {
            ObjectNode state = json(run);
            run.goOn();
            answer(exchange, 200, state);
        }
    }

    private static ObjectNode json(Run run) {
        return MAPPER.createObjectNode()
                .put("id", run.id)
                .put("display_title", run.title)
                .put("event", "workflow_dispatch")
                .put("status", run.status)
                .put("conclusion", run.conclusion);
    }

    private static void answer(HttpExchange exchange, int status, JsonNode body) throws IOException {
        byte[] bytes = MAPPER.writeValueAsBytes(
                Objects.requireNonNullElse(body, MAPPER.createObjectNode().put("message", "status " + status)));
        exchange.getResponseHeaders().set("Content-Type", "application/json; charset=utf-8");
        exchange.sendResponseHeaders(status, status == 204 ? -1 : bytes.length);
        if (status != 204) {
            exchange.getResponseBody().write(bytes);
        }
    }
}
