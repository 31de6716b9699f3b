package wrapper;

import java.nio.file.Path;
import java.util.Arrays;

/**
 * Starts a role by the name of a file, for files of an image that need no shell. The first line of such a file is
 * {@code #!/…/java @/…/work.args}, so the kernel starts the JVM with the file's path as the first argument.
 */
public final class Program {

    private Program() {}

    /**
     * Runs a worker if the file is named {@code work}, else the wrapper.
     *
     * @param arguments the path of the file, then the arguments of the role
     */
    public static void main(String[] arguments) throws InterruptedException {
        String[] rest = Arrays.copyOfRange(arguments, 1, arguments.length);
        if (Path.of(arguments[0]).endsWith("work")) {
            Worker.main(rest);
        } else {
            Wrapper.main(rest);
        }
    }
}
