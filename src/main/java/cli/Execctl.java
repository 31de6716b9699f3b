package cli;

import cli.call.ExecctlException;
import cli.call.ExitCode;
import cli.call.ServiceClient;
import cli.call.UnreachableException;
import cli.print.OutputForm;
import cli.print.Screen;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The service on the command line. */
@Command(
        name = "execctl",
        description = "Triggers, watches and steers executions.",
        synopsisSubcommandLabel = "COMMAND",
        versionProvider = Execctl.Version.class,
        subcommands = {
            TriggerCommand.class,
            ListCommand.class,
            ShowCommand.class,
            WhyCommand.class,
            WatchCommand.class,
            LogsCommand.class,
            CancelCommand.class,
            RetryCommand.class,
            RepairCommand.class,
            LimitsCommand.class,
            TasksCommand.class,
            WorkersCommand.class,
            DeadLettersCommand.class,
            RedriveCommand.class,
            CompletionCommand.class
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:It is done.",
            "1:It failed, or was not understood.",
            "2:It was stopped by a signal.",
            "4:There is no token, or the service does not take it."
        })
public final class Execctl implements Callable<Integer> {
    private static final int WIDTH = 100;

    private final Surroundings surroundings;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            scope = ScopeType.INHERIT,
            description = "The installation that is called; local is the embedded platform.")
    private String profile;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORM",
            scope = ScopeType.INHERIT,
            defaultValue = "table",
            description = "How answers are printed: ${COMPLETION-CANDIDATES}.")
    private OutputForm form;

    @Option(
            names = {"-q", "--quiet"},
            scope = ScopeType.INHERIT,
            description = "Print only what a script needs, such as names of executions.")
    private boolean quiet;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Print how this is used.")
    private boolean help;

    @Option(names = "--version", versionHelp = true, description = "Print the version.")
    private boolean version;

    private Execctl(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** Runs a command and ends the process with its exit code, or with 2 if a signal ends it. */
    public static void main(String[] arguments) {
        boolean[] ended = new boolean[1];
        Surroundings surroundings = Surroundings.ofProcess();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            if (!ended[0]) {
                String words = surroundings.lastWords().get();
                if (words != null) {
                    System.err.println("\nexecctl: " + words);
                }
                Runtime.getRuntime().halt(ExitCode.CANCELLED.code());
            }
        }));
        int code = run(surroundings, arguments);
        ended[0] = true;
        System.exit(code);
    }

    /** Runs a command, and gives its exit code. */
    static int run(Surroundings surroundings, String... arguments) {
        int code = commandLine(surroundings).execute(arguments);
        surroundings.out().flush();
        surroundings.err().flush();
        return code;
    }

    /** Gives all commands, which know what is around them. */
    static CommandLine commandLine(Surroundings surroundings) {
        return new CommandLine(new Execctl(surroundings))
                .setColorScheme(Help.defaultColorScheme(Help.Ansi.OFF))
                .setUsageHelpWidth(WIDTH)
                .setExpandAtFiles(false)
                .setOut(surroundings.out())
                .setErr(surroundings.err())
                .setParameterExceptionHandler((wrong, arguments) -> {
                    root(wrong.getCommandLine()).screen().error(wrong.getMessage());
                    surroundings
                            .err()
                            .println("See "
                                    + wrong.getCommandLine().getCommandSpec().qualifiedName() + " --help");
                    return ExitCode.FAILED.code();
                })
                .setExecutionExceptionHandler(
                        (failed, line, parsed) -> root(line).ended(failed).code());
    }

    private static Execctl root(CommandLine line) {
        return (Execctl) line.getCommandSpec().root().userObject();
    }

    private ExitCode ended(Exception failed) throws Exception {
        if (failed instanceof ExecctlException refused) {
            screen().error(refused.getMessage());
            return refused.exitCode();
        }
        if (failed instanceof UnreachableException) {
            screen().error(failed.getMessage());
            return ExitCode.FAILED;
        }
        if (failed instanceof InterruptedException) {
            return ExitCode.CANCELLED;
        }
        throw failed;
    }

    /** Prints which commands there are. */
    @Override
    public Integer call() {
        spec.commandLine().usage(surroundings.out());
        return ExitCode.OK.code();
    }

    /**
     * Gives the service that is meant.
     *
     * @throws ExecctlException if none is configured
     */
    ServiceClient service() {
        return new ServiceClient(surroundings.installations().find(profile), surroundings.pause());
    }

    Screen screen() {
        return new Screen(
                surroundings.out(),
                surroundings.err(),
                surroundings.canReplaceLines(),
                form == null ? OutputForm.table : form,
                quiet);
    }

    Surroundings surroundings() {
        return surroundings;
    }

    /** Reads the version that the build wrote into the jar. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Execctl.class.getPackage().getImplementationVersion();
            return new String[] {"execctl " + (version == null ? "without a version" : version)};
        }
    }
}
