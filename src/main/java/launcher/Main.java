package launcher;

import java.io.IOException;
import java.util.Arrays;
import org.springframework.boot.SpringApplication;
import producer.LoadProducer;
import wrapper.Worker;
import wrapper.Wrapper;

/** The entry of all roles: the first argument is the role, {@code serve} where there is none. */
public final class Main {

    private Main() {}

    /**
     * Runs a role.
     *
     * @param args the role and its arguments. A path whose last part is the role stands for it: files of the image that
     *     are named as roles are interpreted by the JVM, which gets their path first
     */
    public static void main(String[] args) throws Exception {
        boolean named = args.length > 0 && !args[0].startsWith("-");
        String role = named ? args[0].substring(args[0].lastIndexOf('/') + 1) : "serve";
        String[] rest = named ? Arrays.copyOfRange(args, 1, args.length) : args;
        switch (role) {
            case "serve" -> serve(rest);
            case "wrap" -> Wrapper.main(rest);
            case "work" -> Worker.main(rest);
            case "produce" -> LoadProducer.main(rest);
            case "health" -> Health.main(rest);
            default -> {
                System.err.println("unknown role '" + role + "': must be serve, wrap, work, produce or health");
                System.exit(2);
            }
        }
    }

    private static void serve(String[] arguments) throws IOException {
        BesideTheService.use();
        SpringApplication.run(ExecutionServiceApplication.class, arguments);
    }
}
