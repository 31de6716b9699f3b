package launcher;

import java.util.Arrays;
import org.springframework.boot.SpringApplication;
import producer.LoadProducer;
import wrapper.Wrapper;

/** The one jar's entry: its first argument is the role, {@code serve} where there is none. */
public final class Main {

    private Main() {}

    public static void main(String[] args) throws Exception {
        String role = args.length == 0 || args[0].startsWith("-") ? "serve" : args[0];
        String[] rest = args.length == 0 || args[0].startsWith("-") ? args : Arrays.copyOfRange(args, 1, args.length);
        switch (role) {
            case "serve" -> SpringApplication.run(ExecutionServiceApplication.class, rest);
            case "wrap" -> Wrapper.main(rest);
            case "produce" -> LoadProducer.main(rest);
            default -> {
                System.err.println("unknown role '" + role + "': must be serve, wrap or produce");
                System.exit(2);
            }
        }
    }
}
