package local;

import java.io.IOException;
import java.util.Arrays;

/**
 * Runs another main class, and ends the JVM as SIGTERM does when standard input is closed. So the process ends with the
 * one that started it, however that one ends.
 */
final class EndsWithStdin {

    private EndsWithStdin() {}

    /** @param arguments the name of the main class, and then its arguments */
    public static void main(String[] arguments) throws ReflectiveOperationException {
        Thread watch = new Thread(EndsWithStdin::await, "ends-with-stdin");
        watch.setDaemon(true);
        watch.start();
        Class.forName(arguments[0]).getMethod("main", String[].class).invoke(null, (Object)
                Arrays.copyOfRange(arguments, 1, arguments.length));
    }

    private static void await() {
        try {
            while (System.in.read() >= 0) {
                // Nothing is read but the end of the stream.
            }
        } catch (IOException e) {
            // The stream is broken, so nobody is there any more.
        }
        System.exit(0);
    }
}
