package wrapper.run;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import shared.placeholder.PlaceholderSource;
import shared.placeholder.Placeholders;
import shared.trace.TraceParent;
import wrapper.config.Contract;
import wrapper.config.StartScript;
import wrapper.job.JobDescription;

/**
 * One run of the wrapper and what is known of it so far. It is the body of the message that passes through the steps.
 */
public final class Run {
    private final JobDescription job;
    private final Optional<Contract> contract;
    private final Oenv oenv;
    private final List<PlaceholderSource> sources;
    private final Map<String, String> environmentChanges = new HashMap<>();
    private final SecretMask mask = new SecretMask(System.getenv());

    private WorkDirectory directory;
    private List<String> arguments;
    // Volatile because the thread that sends metrics reads it.
    private volatile Instant commandStarted;
    private volatile CommandOutcome outcome;
    private boolean stdoutTruncated;
    private Path archive;
    private boolean resultsUploaded;
    private boolean outputKept;
    private String resultsFailure;
    private String failure;
    private volatile int failureCode = 1;

    /**
     * Makes a run that begins. The sources give the values of placeholders other than {@code env} and {@code oenv}, and
     * all of these values are secrets.
     */
    public Run(JobDescription job, Optional<Contract> contract, Oenv oenv, PlaceholderSource... sources) {
        this.job = job;
        this.contract = contract;
        this.oenv = oenv;
        this.sources = Stream.of(sources).map(mask::of).toList();
        contract.ifPresent(present -> mask.add(present.token()));
        // Only the wrapper speaks with the service. Without the token in its environment the command cannot print it or
        // pass it on. A process of the same user can still read the token from the wrapper's own entry in /proc.
        environmentChanges.put(Contract.CALLBACK_TOKEN, null);
        environmentChanges.putAll(StartScript.environmentToRestore());
        if (TraceParent.parse(System.getenv(TraceParent.VARIABLE)).isEmpty()) {
            // What is no trace must not be carried on.
            environmentChanges.put(TraceParent.VARIABLE, null);
        }
    }

    /** Gives what is to be run. */
    public JobDescription job() {
        return job;
    }

    /** Gives what the service said about the execution; nothing if there is no service to tell. */
    public Optional<Contract> contract() {
        return contract;
    }

    /** Gives the values of the placeholders {@code oenv}, to which steps may add. */
    public Oenv oenv() {
        return oenv;
    }

    /**
     * Gives the variables in which the command's environment differs from the wrapper's; null for one that is removed.
     */
    public Map<String, String> environmentChanges() {
        return environmentChanges;
    }

    /** Gives the command's environment. */
    Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environmentChanges.forEach((name, value) -> environment.compute(name, (key, old) -> value));
        return environment;
    }

    /** Gives what resolves placeholders, with the values of this moment. */
    public Placeholders placeholders() {
        List<PlaceholderSource> all = new ArrayList<>(sources);
        all.add(PlaceholderSource.of("env", environment()));
        all.add(oenv.source());
        return new Placeholders(all);
    }

    /** Takes the folder to work in. The variable {@code RESULTS_FILE} tells the command where in it the results go. */
    void workIn(WorkDirectory workDirectory) {
        directory = workDirectory;
        environmentChanges.put("RESULTS_FILE", workDirectory.results().toString());
    }

    /** Gives the folder to work in; nothing before it is made. */
    public Optional<WorkDirectory> directory() {
        return Optional.ofNullable(directory);
    }

    /** Gives the program and its arguments with the placeholders resolved, which makes them a secret. */
    public List<String> arguments() {
        return arguments;
    }

    /** Takes the program and its arguments with the placeholders resolved. */
    public void resolved(List<String> resolvedArguments) {
        arguments = resolvedArguments;
    }

    /** Takes when the command was started. A retry replaces the time. */
    public void started(Instant time) {
        commandStarted = time;
    }

    /** Gives when the command was started the last time; nothing if it was not started yet. */
    public Optional<Instant> commandStarted() {
        return Optional.ofNullable(commandStarted);
    }

    /** Takes how the command ended. */
    public void ended(CommandOutcome commandOutcome, boolean stdoutWasTruncated) {
        outcome = commandOutcome;
        stdoutTruncated = stdoutWasTruncated;
        oenv.put("ExitCode", Integer.toString(outcome.exitCode()));
        oenv.put("Duration", Long.toString(outcome.durationSeconds()));
        oenv.put("StdOut", outcome.stdout());
        oenv.put("StdErr", outcome.stderr());
    }

    /** Gives how the command ended; nothing if it has not ended. */
    public Optional<CommandOutcome> outcome() {
        return Optional.ofNullable(outcome);
    }

    /** Says whether the copy of stdout lacks a part of it. */
    public boolean stdoutTruncated() {
        return stdoutTruncated;
    }

    /** Takes the packed results. */
    public void packed(Path file) {
        archive = file;
    }

    /** Gives the packed results; nothing if there are none. */
    public Optional<Path> archive() {
        return Optional.ofNullable(archive);
    }

    /** Notes that the results were uploaded. */
    public void uploaded() {
        resultsUploaded = true;
    }

    /** Says whether the results were uploaded. */
    public boolean resultsUploaded() {
        return resultsUploaded;
    }

    /** Notes that the end of the command's output was uploaded. */
    public void outputKept() {
        outputKept = true;
    }

    /** Says whether the end of the command's output was uploaded. */
    public boolean isOutputKept() {
        return outputKept;
    }

    /** Replaces the secrets that this run knows in a text that is to leave the container. */
    public String masked(String text) {
        return mask.masked(text);
    }

    /** Notes why the results could not be packed or uploaded. */
    public void resultsFailed(String reason) {
        resultsFailure = reason;
    }

    /** Gives why the results were not uploaded; nothing if they were, or there are none. */
    public Optional<String> resultsFailure() {
        return Optional.ofNullable(resultsFailure);
    }

    /**
     * Notes what went wrong besides the command's own exit code.
     *
     * @param reason what the service is told, without secrets
     * @param exitCode what the wrapper ends with if the command was not run
     */
    public void failed(String reason, int exitCode) {
        failure = reason;
        failureCode = exitCode;
        if (outcome == null) {
            // So the end actions can tell a command that was not run from one that succeeded.
            oenv.put("ExitCode", Integer.toString(exitCode));
            oenv.put("Duration", "0");
            oenv.put("StdOut", "");
            oenv.put("StdErr", "");
        }
    }

    /** Gives what went wrong besides the command's own exit code; nothing if all went well. */
    public Optional<String> failure() {
        return Optional.ofNullable(failure);
    }

    /** Gives the command's exit code, whatever else went wrong. Without one it is the code of the failure, or 1. */
    public int exitCode() {
        return outcome != null ? outcome.exitCode() : failureCode;
    }
}
