package wrapper.run;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import shared.placeholder.PlaceholderSource;
import shared.placeholder.Placeholders;
import wrapper.config.Contract;
import wrapper.config.Launcher;
import wrapper.job.Job;

/** One run and what is known of it so far: the body of the exchange that passes the steps. */
public final class Run {
    private final Job job;
    private final Optional<Contract> contract;
    private final Oenv oenv;
    private final List<PlaceholderSource> sources;
    private final Map<String, String> environmentChanges = new HashMap<>();

    private WorkDirectory directory;
    private List<String> arguments;
    // Read by the thread that tells how long the command has run.
    private volatile Instant commandStarted;
    private volatile CommandOutcome outcome;
    private boolean stdoutTruncated;
    private Path archive;
    private boolean resultsUploaded;
    private String resultsFailure;
    private String failure;
    private volatile int failureCode = 1;

    /** Makes it at its beginning; the sources are those of placeholders beside {@code env} and {@code oenv}. */
    public Run(Job job, Optional<Contract> contract, Oenv oenv, PlaceholderSource... sources) {
        this.job = job;
        this.contract = contract;
        this.oenv = oenv;
        this.sources = List.of(sources);
        // The command has no business with the service. This keeps the token out of what it prints or hands on; a
        // process of the same user can still read it from the wrapper's own /proc entry.
        environmentChanges.put(Contract.CALLBACK_TOKEN, null);
        environmentChanges.putAll(Launcher.undone());
    }

    public Job job() {
        return job;
    }

    /** Gives what the service wants; nothing if no service is to be told. */
    public Optional<Contract> contract() {
        return contract;
    }

    public Oenv oenv() {
        return oenv;
    }

    /** Gives what the command's environment has other than the wrapper's; null for what it must not have. */
    public Map<String, String> environmentChanges() {
        return environmentChanges;
    }

    /** Gives the command's environment. */
    Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environmentChanges.forEach((name, value) -> environment.compute(name, (key, old) -> value));
        return environment;
    }

    /** Gives what replaces placeholders, with the values as they are now. */
    public Placeholders placeholders() {
        List<PlaceholderSource> all = new ArrayList<>(sources);
        all.add(PlaceholderSource.of("env", environment()));
        all.add(oenv.source());
        return new Placeholders(all);
    }

    /** Takes the folder, and tells the command where in it its results are looked for. */
    void workIn(WorkDirectory workDirectory) {
        directory = workDirectory;
        environmentChanges.put("RESULTS_FILE", workDirectory.results().toString());
    }

    /** Gives the folder; nothing before it is made. */
    public Optional<WorkDirectory> directory() {
        return Optional.ofNullable(directory);
    }

    /** Gives the program and its arguments with the placeholders resolved: a secret. */
    public List<String> arguments() {
        return arguments;
    }

    public void resolved(List<String> resolvedArguments) {
        arguments = resolvedArguments;
    }

    /** Takes when the command was started, the last time so far. */
    public void started(Instant time) {
        commandStarted = time;
    }

    /** Gives when the command was started; nothing if it has not been. */
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

    /** Gives how the command ended; nothing if it has not. */
    public Optional<CommandOutcome> outcome() {
        return Optional.ofNullable(outcome);
    }

    public boolean stdoutTruncated() {
        return stdoutTruncated;
    }

    public void packed(Path file) {
        archive = file;
    }

    /** Gives the packed results; nothing if there are none. */
    public Optional<Path> archive() {
        return Optional.ofNullable(archive);
    }

    public void uploaded() {
        resultsUploaded = true;
    }

    public boolean resultsUploaded() {
        return resultsUploaded;
    }

    public void resultsFailed(String reason) {
        resultsFailure = reason;
    }

    /** Gives why results that there are were not uploaded. */
    public Optional<String> resultsFailure() {
        return Optional.ofNullable(resultsFailure);
    }

    public void failed(String reason, int exitCode) {
        failure = reason;
        failureCode = exitCode;
        if (outcome == null) {
            // What comes at the end can tell a command that was not run from one that ended well.
            oenv.put("ExitCode", Integer.toString(exitCode));
            oenv.put("Duration", "0");
            oenv.put("StdOut", "");
            oenv.put("StdErr", "");
        }
    }

    /** Gives what went wrong in the run other than the command: as a rule why it was not started. */
    public Optional<String> failure() {
        return Optional.ofNullable(failure);
    }

    /** Gives the command's exit code, whatever else went wrong; 1, or what was said, if it has none. */
    public int exitCode() {
        return outcome != null ? outcome.exitCode() : failureCode;
    }
}
