package wrapper.work.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import shared.json.Json;

/** The words that start the wrapper for a job. */
final class JobWords {
    private JobWords() {}

    /**
     * Makes them.
     *
     * @param wrapper what starts the wrapper
     * @param command options of the wrapper, or else the words of a command that the wrapper is to run
     * @param grace how long the wrapper has after SIGTERM
     */
    static List<String> of(List<String> wrapper, String task, List<String> command, Duration grace) {
        List<String> words = new ArrayList<>(wrapper);
        if (command.get(0).startsWith("--")) {
            words.addAll(command);
        } else {
            ObjectNode job = Json.object().put("job", task);
            command.forEach(job.putArray("command")::add);
            words.add("--cli-json");
            words.add(new String(Json.bytes(job), StandardCharsets.UTF_8));
        }
        if (words.stream().noneMatch(word -> word.startsWith("--stop-timeout"))) {
            words.add("--stop-timeout=" + Math.max(1, grace.toSeconds()));
        }
        return words;
    }
}
