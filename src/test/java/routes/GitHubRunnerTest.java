package routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import execution.model.Launch;
import execution.runner.LaunchAnswer;
import execution.runner.LaunchAnswers;
import execution.runner.LaunchRequest;
import execution.runner.RunnerContract;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The example of a runner in YAML, as it stands there, against a stand-in for GitHub that tells the run of a dispatch.
 */
class GitHubRunnerTest extends RunnerContract {

    private GitHubStub github;
    private CamelContext context;

    boolean tellsRun() {
        return true;
    }

    @Override
    protected String runner() {
        return "github_actions";
    }

    @Override
    protected CamelContext start() throws Exception {
        github = new GitHubStub(tellsRun());
        context = new DefaultCamelContext();
        Properties properties = new Properties();
        properties.put("runner.github_actions.url", github.url());
        properties.put("runner.github_actions.repository", GitHubStub.REPOSITORY);
        properties.put("runner.github_actions.token", GitHubStub.TOKEN);
        properties.put("runner.github_actions.listed-within", "2s");
        properties.put("runner.github_actions.look-again", "10");
        // As application.yaml has it for the service.
        context.getComponent("http", HttpComponent.class).setAutomaticRetriesDisabled(true);
        context.getPropertiesComponent().setInitialProperties(properties);
        PluginHelper.getRoutesLoader(context)
                .loadRoutes(PluginHelper.getResourceLoader(context)
                        .resolveResource("file:" + Path.of("docs", "examples", "run-github_actions.camel.yaml")));
        context.start();
        return context;
    }

    @Override
    protected void end() {
        github.close();
    }

    @Override
    protected Launch prepare(Case next) {
        switch (next) {
            case RUNS -> github.runNext(null);
            case SUCCEEDS -> github.runNext("success");
            case FAILS -> github.runNext("failure");
            case FAILED_BY_PLATFORM -> github.runNext("stale");
            case UNUSABLE -> github.runNext("startup_failure");
            case REFUSED_FOR_NOW -> github.failNext(401, Map.of(), false);
            case REFUSED_FOR_GOOD -> github.failNext(422, Map.of(), false);
            case THROTTLED -> github.failNext(403, Map.of("x-ratelimit-remaining", "0"), false);
            case ANSWER_LOST -> github.failNext(-1, Map.of(), true);
            case FAILS_TO_ANSWER -> github.failNext(503, Map.of(), false);
        }
        return launch(GitHubStub.WORKFLOW);
    }

    private static Launch launch(String taskDefinition) {
        return new Launch(taskDefinition, taskDefinition, null, null, null, Map.of("NAME", "v\"al\nue"), Map.of());
    }

    /** GitHub tells whether a run succeeded and no exit code. */
    @Override
    protected int exitCodeOfFailure() {
        return 1;
    }

    @Override
    protected long tasks(String attemptId) {
        return github.runs(attemptId);
    }

    @Test
    void shouldTellTheWorkflowItsAttemptAndItsVariablesAndNoToken() throws IOException {
        run(launch(GitHubStub.WORKFLOW), false, Instant.now());

        JsonNode body = github.dispatched().get(0);
        assertThat(body.get("ref").textValue()).isEqualTo("main");
        assertThat(body.at("/inputs/attempt").textValue()).isEqualTo("attempt-1");
        JsonNode environment =
                new ObjectMapper().readTree(body.at("/inputs/environment").textValue());
        assertThat(environment.get("NAME").textValue()).isEqualTo("v\"al\nue");
        assertThat(body.toString()).doesNotContain("t0ken", "EXECUTION_CALLBACK");
    }

    @Test
    void shouldDispatchOnceThoughTheRunIsNotListedWhileItIsLookedFor() {
        github.failNext(-1, Map.of(), true);
        Instant started = Instant.now();
        assertThat(run(launch(GitHubStub.WORKFLOW), false, started)).isInstanceOf(LaunchAnswer.Unclear.class);

        LaunchAnswer answer = run(launch(GitHubStub.WORKFLOW), true, started);
        for (int tries = 0; answer instanceof LaunchAnswer.Unclear && tries < 5; tries++) {
            answer = run(launch(GitHubStub.WORKFLOW), true, started);
        }

        assertThat(answer).isInstanceOf(LaunchAnswer.Launched.class);
        assertThat(github.dispatched()).hasSize(1);
    }

    @Test
    void shouldNotDispatchAgainWhatMayHaveBeenDispatchedBefore() {
        LaunchAnswer soon = run(launch(GitHubStub.WORKFLOW), true, Instant.now());
        LaunchAnswer late = run(launch(GitHubStub.WORKFLOW), true, Instant.now().minusSeconds(60));

        assertThat(soon).isInstanceOf(LaunchAnswer.Unclear.class);
        assertThat(late).isInstanceOfSatisfying(LaunchAnswer.Refused.class, refused -> assertThat(refused.passing())
                .isTrue());
        assertThat(github.dispatched()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"429,x-other,1", "403,retry-after,60", "403,x-ratelimit-remaining,0"})
    void shouldTakeARateLimitForThrottlingAndAskOnce(int status, String header, String value) {
        github.failNext(status, Map.of(header, value), false);

        assertThat(run(launch(GitHubStub.WORKFLOW), false, Instant.now())).isInstanceOf(LaunchAnswer.NotNow.class);
        assertThat(github.requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503, 504, 302, 418})
    void shouldTakeAnyOtherAnswerForUnclearAndAskOnce(int status) {
        github.failNext(status, Map.of(), true);

        assertThat(run(launch(GitHubStub.WORKFLOW), false, Instant.now())).isInstanceOf(LaunchAnswer.Unclear.class);
        assertThat(github.requests()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"403,may not start", "404,no workflow", "422,cannot be started"})
    void shouldRefuseForGoodWhatGitHubRefuses(int status, String reason) {
        github.failNext(status, Map.of(), false);

        assertThat(run(launch(GitHubStub.WORKFLOW), false, Instant.now()))
                .isInstanceOfSatisfying(LaunchAnswer.Refused.class, refused -> {
                    assertThat(refused.passing()).isFalse();
                    assertThat(refused.reason()).contains(reason);
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../other/runs/1/cancel?", "a/b", "", "a b", "${body}", "scan.yml?x=", "\u00e4"})
    void shouldRefuseAJobWhoseNameIsNoWorkflowsAndAskNobody(String name) {
        assertThat(run(launch(name), false, Instant.now())).isInstanceOf(LaunchAnswer.Refused.class);
        assertThat(github.requests()).isEmpty();
    }

    @Test
    void shouldSayThatItIsNotKnownWhileTheTokenIsNotAcceptedForTheList() {
        github.accept("another");

        LaunchAnswer answer =
                run(launch(GitHubStub.WORKFLOW), true, Instant.now().minusSeconds(60));

        assertThat(answer).isInstanceOf(LaunchAnswer.Unclear.class);
        assertThat(answer.toString()).doesNotContain(GitHubStub.TOKEN);
    }

    @Test
    void shouldNotFollowGitHubToAnotherServerWithTheToken() throws IOException {
        try (GitHubStub another = new GitHubStub(true)) {
            github.redirect(another.url());

            LaunchAnswer answer = run(launch(GitHubStub.WORKFLOW), true, Instant.now());

            assertThat(answer).isInstanceOf(LaunchAnswer.Unclear.class);
            assertThat(another.requests()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1/cancel", "x", "", "1?a=b", "99999999999999999999"})
    void shouldAskNobodyAboutAReferenceThatIsNoRun(String reference) {
        Exchange described = context.createProducerTemplate()
                .request("direct:describe-github_actions", exchange -> exchange.getMessage()
                        .setBody(List.of(reference)));
        Exchange stopped = context.createProducerTemplate()
                .request("direct:stop-github_actions", exchange -> exchange.getMessage()
                        .setBody(reference));

        assertThat(described.getException()).isNull();
        assertThat(described.getMessage().getBody(List.class)).isEmpty();
        assertThat(stopped.getException()).isNull();
        assertThat(github.requests()).isEmpty();
    }

    private LaunchAnswer run(Launch launch, boolean repeated, Instant startedAt) {
        Exchange exchange = context.createProducerTemplate().send("direct:run-github_actions", sent -> {
            sent.getMessage()
                    .setBody(new LaunchRequest(
                            launch,
                            "attempt-1",
                            Map.of("NAME", "v\"al\nue", "EXECUTION_CALLBACK_TOKEN", "t0ken", "EXECUTION_ID", "x")));
            sent.getMessage().setHeader("repeated", repeated);
            sent.getMessage()
                    .setHeader("attempt_started_at", startedAt.toString().substring(0, 19) + "Z");
            sent.getMessage().setHeader("launch", launch);
        });
        LaunchAnswers answers = new LaunchAnswers();
        return exchange.getException() == null
                ? answers.ran(exchange.getMessage().getBody(String.class))
                : answers.failed(exchange.getException());
    }
}
