package wrapper.work.part;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import shared.part.FleetJson;
import shared.placeholder.PlaceholderSource;
import shared.placeholder.Placeholders;
import shared.placeholder.UnresolvedPlaceholderException;
import wrapper.run.NotStartedException;

/** The variables and the words of processes. Of the worker's own variables a process gets only those that are named. */
public final class PartEnvironment {
    private static final int MOST_ARGUMENTS = 32 * 1024;

    private final Map<String, String> own = new TreeMap<>();

    /**
     * Takes what the processes have of the worker's own variables.
     *
     * @param names which they get, if the worker has them
     */
    public PartEnvironment(List<String> names, Map<String, String> worker) {
        names.stream()
                .filter(worker::containsKey)
                // Never passed on, even if they are named, because they open the worker's page.
                .filter(name -> !name.startsWith("WORK_"))
                .forEach(name -> own.put(name, worker.get(name)));
    }

    /** Gives the variables that every process has, with the folder as its home and its place for temporary files. */
    public Map<String, String> of(Map<String, String> job, Path folder) {
        Map<String, String> variables = new TreeMap<>(own);
        variables.put("HOME", folder.toString());
        variables.put("TMPDIR", folder.toString());
        variables.putAll(job);
        return variables;
    }

    /** Gives the variables of a process that runs one part. */
    Map<String, String> of(PartTry part, Path folder, Path output) {
        Map<String, String> variables = of(part.bundle().environment(), folder);
        variables.put("PART", Integer.toString(part.part()));
        Long total = part.bundle().message().total();
        if (total != null) {
            variables.put("PARTS", total.toString());
        }
        variables.put("PART_TRY", Integer.toString(part.attempt()));
        variables.put("PART_OUTPUT", output.toString());
        if (part.arguments() != null) {
            byte[] arguments = FleetJson.bytes(part.arguments());
            if (arguments.length <= MOST_ARGUMENTS) {
                variables.put("PART_ARGUMENTS", new String(arguments, StandardCharsets.UTF_8));
            }
        }
        return variables;
    }

    /**
     * Gives the words of a command with {@code ${{env.NAME}}} replaced.
     *
     * @throws NotStartedException if a placeholder has no value
     */
    static List<String> words(List<String> command, Map<String, String> variables) throws NotStartedException {
        Placeholders placeholders = new Placeholders(List.of(PlaceholderSource.of("env", variables)));
        List<String> words = new ArrayList<>(command.size());
        try {
            for (String word : command) {
                words.add(placeholders.resolve(word));
            }
        } catch (UnresolvedPlaceholderException e) {
            throw new NotStartedException("could not start: " + e.getMessage());
        }
        return words;
    }
}
