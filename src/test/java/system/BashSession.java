package system;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import waiting.LongestWait;

/** A bash that is given one block of commands after the other, as a reader of a page types them. */
final class BashSession implements AutoCloseable {

    private final Process bash;
    private final BufferedReader printed;
    private final OutputStream typed;

    /** What a block printed, on standard output and standard error, and the exit code of its last command. */
    record Answer(int exitCode, String printed) {}

    BashSession(Path folder, Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("bash", "--noprofile", "--norc")
                .directory(folder.toFile())
                .redirectErrorStream(true);
        builder.environment().putAll(environment);
        bash = builder.start();
        printed = new BufferedReader(new InputStreamReader(bash.getInputStream(), StandardCharsets.UTF_8));
        typed = bash.getOutputStream();
    }

    /** @throws AssertionError if the block does not end within {@link LongestWait#LONGEST_WAIT} */
    Answer run(String block) throws IOException, InterruptedException {
        String mark = "end-" + UUID.randomUUID();
        // The commands do not read what is typed next.
        typed.write(("{\n" + block + "\n} </dev/null\nprintf '\\n%s %s\\n' " + mark + " $?\n")
                .getBytes(StandardCharsets.UTF_8));
        typed.flush();
        CompletableFuture<Answer> answer = CompletableFuture.supplyAsync(() -> until(mark));
        try {
            return answer.get(LongestWait.LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            close();
            throw new AssertionError(
                    "no end of\n" + block + "\nwhich printed\n" + answer.join().printed(), e);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
    }

    private Answer until(String mark) {
        StringBuilder text = new StringBuilder();
        String line;
        try {
            while ((line = printed.readLine()) != null) {
                if (line.startsWith(mark)) {
                    return new Answer(Integer.parseInt(line.substring(mark.length() + 1)), text.toString());
                }
                text.append(line).append('\n');
            }
        } catch (IOException e) {
            text.append(e);
        }
        return new Answer(-1, text.toString());
    }

    /** Ends bash with all that it started. */
    @Override
    public void close() {
        bash.descendants().forEach(ProcessHandle::destroyForcibly);
        bash.destroyForcibly();
    }
}
