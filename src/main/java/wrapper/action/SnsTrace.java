package wrapper.action;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import shared.json.Json;
import wrapper.job.Excerpt;

/**
 * What the action ecs_snstrace publishes.
 *
 * @param topic the topic's ARN
 * @param webhook passed on in the message
 * @param name passed on in the message; the job's name if empty
 * @param subject the message's subject; the job's name if empty
 * @param level passed on in the message
 */
record SnsTrace(String topic, String webhook, String name, String subject, String level) {
    private static final Set<String> KEYS = Set.of("topic", "webhook", "name", "subject", "level");
    private static final Pattern TOPIC = Pattern.compile("arn:[a-z0-9-]+:sns:([a-z0-9-]+):[0-9]+:[A-Za-z0-9_.-]+");
    private static final int LINES = 10;
    // SNS wants less than 100 characters.
    private static final int MAX_SUBJECT = 99;
    private static final int MAX_MESSAGE = 256 * 1024;

    /** Reads the keys, and adds to the problems what is wrong with them. */
    static SnsTrace parse(Fields fields) {
        fields.allow(KEYS);
        String topic = fields.required("topic").strip();
        if (!topic.isEmpty() && fields.isFinal(topic) && !TOPIC.matcher(topic).matches()) {
            fields.problem("topic", "must be the ARN of an SNS topic");
        }
        return new SnsTrace(
                topic,
                fields.text("webhook", ""),
                fields.text("name", ""),
                fields.text("subject", ""),
                fields.text("level", "ERROR"));
    }

    /** Gives the topic's region. */
    String region() {
        Matcher matcher = TOPIC.matcher(topic);
        return matcher.matches() ? matcher.group(1) : "";
    }

    /** Gives a copy that has the job's name in place of a missing name or subject. */
    SnsTrace ofJob(String job) {
        return new SnsTrace(topic, webhook, name.isEmpty() ? job : name, subject.isEmpty() ? job : subject, level);
    }

    /**
     * Gives the subject in the form that SNS takes: one line of at most 99 characters; empty if nothing is left of it.
     */
    String subjectLine() {
        String line = subject.replaceAll("\\p{Cntrl}+", " ").strip();
        return Excerpt.of(line, MAX_SUBJECT);
    }

    /**
     * Gives the message, which is JSON. The last lines of stderr are in it as UTF-8 in base64.
     *
     * @param link the address of the log; may be empty
     * @throws ActionFailedException if the message is larger than SNS takes, even without these lines
     */
    String message(String stderr, String link) throws ActionFailedException {
        byte[] lines = lastLines(stderr).getBytes(StandardCharsets.UTF_8);
        byte[] message = message(lines, link);
        int excess = message.length - MAX_MESSAGE;
        if (excess > 0) {
            // Base64 has four characters for three bytes. The end is kept, because it says why the command failed.
            int kept = Math.max(0, lines.length - (excess / 4 + 1) * 3);
            message = message(Arrays.copyOfRange(lines, lines.length - kept, lines.length), link);
        }
        if (message.length > MAX_MESSAGE) {
            throw new ActionFailedException("the message is larger than the 256 KiB that SNS takes");
        }
        return new String(message, StandardCharsets.UTF_8);
    }

    /** Gives a fixed text, because the fields may have secrets in them. */
    @Override
    public String toString() {
        return "trace";
    }

    private byte[] message(byte[] lines, String link) {
        ObjectNode message = Json.object()
                .put("name", name)
                .put("subject", subject)
                .put("message", Base64.getEncoder().encodeToString(lines))
                .put("link", link)
                .put("level", level)
                .put("webhook", webhook);
        return Json.bytes(message);
    }

    private static String lastLines(String text) {
        List<String> lines = text.lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES), lines.size()));
    }
}
