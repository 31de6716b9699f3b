package execution.catalogue;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import execution.model.ReasonClass;
import execution.model.Webhook;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import shared.failure.Backoff;

/**
 * What is said of one task in its file {@code tasks/<name>.yaml}. Whatever the file leaves out has the value that is
 * said here, so no component but those named below is null. Key and component have the same name, and what a key may
 * be stands in {@code schemas/task.v1.json}.
 *
 * @param name the name of the file without its ending; jobs name it as {@code job_name}
 * @param source the file, as callers may see it: {@code classpath:tasks/<name>.yaml}, or the file's name within the
 *     operator's folder
 * @param title what the task does, for people
 * @param description more for people; null if left out
 * @param runner which runner runs the task where the event names none; {@code ecs} if left out
 * @param container what the task runs in; of use to those runners that start containers or commands
 * @param lambda the name or ARN of the function that the runner lambda invokes; null if none
 * @param worker how a worker of the fleet runs the task; null if no worker may run it
 * @param request the JSON Schema of the event's field {@code request}; null if the task takes no request
 * @param environment how the request becomes the task's environment
 * @param secrets the names of environment variables, and the ARN of the secret that each is filled from by the platform
 * @param policy the statements that Terraform adds to the role of the task; an empty array if none
 * @param parser what reads the task's results; null if a route {@code direct:parse-<name>} does, where there is one
 * @param results where what the parser posted goes
 * @param attempts how often the task is started, and after which ends again
 * @param limits how long an execution may wait, start and run
 * @param priority which priorities a request may ask for
 * @param retention how long an ended execution is kept; null if the setting of all executions decides
 * @param labels for people and for the bill; they become tags of the platform's task
 * @param webhook where status changes of an execution are sent whose event names no webhook; null for nowhere
 * @param queue the task's own queue of requests; null if it has none
 */
public record TaskFile(
        String name,
        String source,
        String title,
        String description,
        String runner,
        Container container,
        String lambda,
        Worker worker,
        JsonNode request,
        Environment environment,
        Map<String, String> secrets,
        JsonNode policy,
        Parser parser,
        Results results,
        Attempts attempts,
        Limits limits,
        Priority priority,
        Duration retention,
        Map<String, String> labels,
        Webhook webhook,
        Queue queue) {

    private static final String DEFAULT_RUNNER = "ecs";

    public TaskFile {
        runner = runner == null ? DEFAULT_RUNNER : runner;
        container = (container == null
                        ? new Container(null, null, null, null, null, null, null, null, null)
                        : container)
                .named(name);
        environment = environment == null ? new Environment(null, null) : environment;
        secrets = copy(secrets);
        policy = policy == null ? JsonNodeFactory.instance.arrayNode() : policy;
        results = results == null ? new Results(null, null, null) : results;
        attempts = attempts == null ? new Attempts(null, null, null, null, null) : attempts;
        limits = limits == null ? new Limits(null, null, null) : limits;
        priority = priority == null ? Priority.DEFAULT : priority;
        labels = copy(labels);
    }

    /**
     * Gives the words of the command that a worker of the fleet runs: those that the file names for workers, or else
     * those of the container.
     *
     * @return null if no worker may run the task, or if the worker calls a function instead of a command
     */
    public List<String> workerCommand() {
        if (worker == null || worker.mode() == Worker.Mode.FUNCTION) {
            return null;
        }
        return worker.command() == null ? container.command() : worker.command();
    }

    /**
     * Gives the words that the container is started with after its entry point: those of the file, or, where the
     * wrapper is the entry point, what tells the wrapper to run them.
     *
     * @return null if the file names no command
     */
    public List<String> commandLine() {
        if (container.command() == null || !container.wrapper()) {
            return container.command();
        }
        return wrapped(name, container.command());
    }

    /**
     * Gives the words that the container is started with where it runs one part of a job: those that tell the wrapper
     * to run the command that workers start for each part, or else the command of the container.
     *
     * @return null if the file names no such command
     */
    public List<String> partCommandLine() {
        boolean isForParts = worker != null && worker.mode() == Worker.Mode.PROCESS && worker.command() != null;
        return isForParts ? wrapped(name, worker.command()) : commandLine();
    }

    /** Gives the words that tell the wrapper to run a command. */
    public static List<String> wrapped(String task, List<String> command) {
        ObjectNode job = JsonNodeFactory.instance.objectNode().put("job", task);
        command.forEach(job.putArray("command")::add);
        return List.of("--cli-json", job.toString());
    }

    private static <V> Map<String, V> copy(Map<String, V> map) {
        return map == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }

    /**
     * What the task runs in.
     *
     * @param taskDefinition the family, or family:revision, of a task definition that is made elsewhere; the task's
     *     name if left out
     * @param container the name of the container whose exit code is the task's; the task's name if left out
     * @param image null if left out
     * @param wrapper whether the wrapper is the entry point of the image: it runs the command and reports to the
     *     service; true if left out
     * @param command words that are never read by a shell, in which the wrapper replaces placeholders; null leaves the
     *     image's command
     * @param cpu CPU units of Fargate; null if left out
     * @param memory MiB; valid together with cpu on Fargate; null if left out
     * @param platform the operating system family, LINUX if left out
     * @param architecture X86_64, if left out, or ARM64
     */
    public record Container(
            String taskDefinition,
            String container,
            String image,
            Boolean wrapper,
            List<String> command,
            Integer cpu,
            Integer memory,
            String platform,
            String architecture) {

        public Container {
            wrapper = wrapper == null || wrapper;
            command = command == null ? null : List.copyOf(command);
            platform = platform == null ? "LINUX" : platform;
            architecture = architecture == null ? "X86_64" : architecture;
        }

        private Container named(String task) {
            return new Container(
                    taskDefinition == null ? task : taskDefinition,
                    container == null ? task : container,
                    image,
                    wrapper,
                    command,
                    cpu,
                    memory,
                    platform,
                    architecture);
        }
    }

    /**
     * How a worker of the fleet runs the task.
     *
     * @param command words that are never read by a shell; null if left out: those of the container
     * @param mode {@code process} if left out
     * @param function the name of a class that implements {@code shared.part.PartFunction}, in the class path of the
     *     worker; null unless the mode is {@code function}
     */
    public record Worker(List<String> command, Mode mode, String function) {

        /** How a worker runs the parts of a job. An execution without parts is always a process of its own. */
        public enum Mode {
            /** The command is started once for each part. */
            PROCESS,
            /** The command is started once, and gets a line of JSON for each part. */
            LINES,
            /** The worker calls a function in Java for each part. */
            FUNCTION;

            /** Gives the word that stands for the mode in files and answers. */
            @JsonValue
            public String word() {
                return name().toLowerCase(Locale.ROOT);
            }
        }

        public Worker {
            command = command == null ? null : List.copyOf(command);
            mode = mode == null ? Mode.PROCESS : mode;
        }
    }

    /**
     * How the request becomes the environment. Before the mapping {@code direct:enrich} has run, and after it
     * {@code direct:environment-<name>} runs where there is such a route.
     *
     * @param variables what each variable is filled with
     * @param refusals when the task is not to be run
     */
    public record Environment(Map<String, Expression> variables, List<Refusal> refusals) {

        public Environment {
            variables = copy(variables);
            refusals = refusals == null ? List.of() : List.copyOf(refusals);
        }
    }

    /**
     * A value that is worked out of the execution's attributes, {@code request} among them.
     *
     * @param language {@code constant}, {@code simple}, {@code jq} or {@code jsonpath}
     */
    public record Expression(String language, String text) {

        /** Reads the one key of an expression, which is its language, and its value. */
        @JsonCreator
        static Expression of(Map<String, String> only) {
            Map.Entry<String, String> entry = only.entrySet().iterator().next();
            return new Expression(entry.getKey(), entry.getValue());
        }
    }

    /**
     * A reason not to run.
     *
     * @param when is true for executions that are refused
     * @param reason for those who asked
     */
    public record Refusal(Expression when, String reason) {}

    /**
     * What reads the results; one of the three has a value.
     *
     * @param bean the name of a bean
     * @param route the name of a route, such as {@code parse-nmap} for {@code direct:parse-nmap}
     * @param type the key {@code class}: the name of a class with a constructor without parameters, from a jar of the
     *     operator
     */
    public record Parser(String bean, String route, @JsonProperty("class") String type) {}

    /**
     * Where results go.
     *
     * @param extension the ending of the file in the archive, such as {@code xml}; null if left out
     * @param kafkaTopic null if left out: the topic of all results
     * @param snsTopicArn null if left out: the topic of all results, where one is set
     */
    public record Results(String extension, String kafkaTopic, String snsTopicArn) {}

    /**
     * How often the task is started, and after which ends again.
     *
     * @param most starts that use up an attempt, 1 to 10. Where the event has a {@code max_attempts} as well, the lower
     *     one counts. Null if the event decides
     * @param firstPause the longest pause before the second attempt, doubled for each later one; half of a pause is
     *     left to chance. Zero, if left out, launches the next attempt at once. The slot is kept meanwhile, so it is a
     *     day at most
     * @param longestPause the pauses grow no longer, a day at most; 15 minutes, or firstPause where that is longer, if
     *     left out
     * @param rules are asked in their order; the first that fits decides. Where none fits, an end that is the
     *     platform's doing or the job's is followed by another attempt, and neither a time-out of a running task nor an
     *     end that can only come again
     * @param onDemandAfter after so many losses of Spot capacity, 1 to 100, the task is launched on demand; null never
     */
    public record Attempts(
            Integer most, Duration firstPause, Duration longestPause, List<Rule> rules, Integer onDemandAfter) {

        static final Duration LONGEST_PAUSE = Duration.ofDays(1);
        private static final Duration USUAL_LONGEST = Duration.ofMinutes(15);
        private static final Duration SHORTEST = Duration.ofMillis(1);
        private static final int MOST_RULES = 50;

        /** What holds for a task that says nothing of attempts, or has no file. */
        public static final Attempts NONE = new Attempts(null, null, null, List.of(), null);

        /** @throws IllegalArgumentException if a value is not allowed; the message names it */
        public Attempts {
            check(most == null || most >= 1 && most <= 10, "most", "must be 1 to 10", most);
            firstPause = firstPause == null ? Duration.ZERO : firstPause;
            if (longestPause == null) {
                longestPause = firstPause.compareTo(USUAL_LONGEST) > 0 ? firstPause : USUAL_LONGEST;
            }
            checkPause("first_pause", firstPause);
            checkPause("longest_pause", longestPause);
            check(
                    longestPause.compareTo(firstPause) >= 0,
                    "longest_pause",
                    "must be no shorter than first_pause",
                    longestPause);
            rules = rules == null ? List.of() : List.copyOf(rules);
            check(rules.size() <= MOST_RULES, "rules", "must be at most " + MOST_RULES, rules.size());
            check(
                    onDemandAfter == null || onDemandAfter >= 1 && onDemandAfter <= 100,
                    "on_demand_after",
                    "must be 1 to 100",
                    onDemandAfter);
        }

        private static void checkPause(String name, Duration pause) {
            check(!pause.isNegative() && pause.compareTo(LONGEST_PAUSE) <= 0, name, "must be 0s to 1d", pause);
        }

        private static void check(boolean holds, String name, String must, Object is) {
            if (!holds) {
                throw new IllegalArgumentException(name + ": " + must + ", is " + is);
            }
        }

        /**
         * Tells what the rules say of an end.
         *
         * @param exitCode null if there is none
         * @return whether another attempt is to follow; empty if no rule fits
         */
        public Optional<Boolean> ruled(ReasonClass why, Integer exitCode) {
            return rules.stream()
                    .filter(rule -> rule.fits(why, exitCode))
                    .findFirst()
                    .map(Rule::retry);
        }

        /** Gives the pauses between the job's own attempts; empty if there are none. */
        public Optional<Backoff> pauses() {
            return firstPause.compareTo(SHORTEST) < 0
                    ? Optional.empty()
                    : Optional.of(new Backoff(firstPause, longestPause));
        }
    }

    /**
     * What follows an end.
     *
     * @param on the class of reason, such as {@code exit_code}, {@code out_of_memory} or {@code spot}
     * @param codes exit codes and ranges, such as {@code 1-5,42}; null for all. An end without an exit code fits no
     *     rule that names codes
     * @param retry whether another attempt follows
     */
    public record Rule(String on, String codes, boolean retry) {

        /** @throws IllegalArgumentException if a value is not allowed; the message names it */
        public Rule {
            check("on", () -> {
                if (on == null || !ReasonClass.of(on).mayBeFollowed()) {
                    throw new IllegalArgumentException(
                            "must name the class of an end that another attempt may follow, is '" + on + "'");
                }
            });
            if (codes != null) {
                check("codes", () -> ExitCodes.of(codes));
            }
        }

        boolean fits(ReasonClass why, Integer exitCode) {
            return ReasonClass.of(on) == why
                    && (codes == null || exitCode != null && ExitCodes.of(codes).contains(exitCode));
        }

        private static void check(String name, Runnable read) {
            try {
                read.run();
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
            }
        }
    }

    /** Each is null if left out. */
    public record Limits(Duration waiting, Duration starting, Duration running) {}

    /**
     * Which priorities a request may ask for, from 0 to 9.
     *
     * @param standard what a request has that asks for none; 4 if left out, or {@code most} if that is less
     * @param most the highest that may be asked for; 9 if left out
     */
    public record Priority(int standard, int most) {

        /** What holds for a task that says nothing of priorities, or has no file. */
        public static final Priority DEFAULT = new Priority(4, 9);

        /** @throws IllegalArgumentException if a priority is none of 0 to 9, or the standard one is above the most */
        public Priority {
            if (standard < 0 || most > 9 || standard > most) {
                throw new IllegalArgumentException(
                        "must be 0 <= standard <= most <= 9, is standard " + standard + " and most " + most);
            }
        }

        /** Reads what a file says, of which either may be left out. */
        @JsonCreator
        static Priority of(@JsonProperty("standard") Integer standard, @JsonProperty("most") Integer most) {
            int highest = most == null ? DEFAULT.most : most;
            return new Priority(standard == null ? Math.min(DEFAULT.standard, highest) : standard, highest);
        }
    }

    /**
     * A queue of requests.
     *
     * @param name the queue's
     * @param deadLetter the name of the queue to which messages go that can never work; the queue's name and
     *     {@code -dlq} if left out
     * @param event what each field of the job event is filled with, from a message whose body is {@code request} and
     *     whose id is {@code message_id}; with the fields {@code tenant_id} and {@code asset_id} at least
     */
    public record Queue(String name, String deadLetter, Map<String, Expression> event) {

        public Queue {
            deadLetter = deadLetter == null ? name + "-dlq" : deadLetter;
            event = copy(event);
        }
    }
}
