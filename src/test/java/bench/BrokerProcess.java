package bench;

import java.nio.file.Path;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;

/** A Kafka broker as a process of its own: prints its address and ends when its standard input does. */
final class BrokerProcess implements AutoCloseable {

    private final Process process;
    private final String address;

    private BrokerProcess(Process process, String address) {
        this.process = process;
        this.address = address;
    }

    static BrokerProcess start() throws Exception {
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx1g",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BrokerProcess.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        var line = process.inputReader().readLine();
        while (line != null && !line.startsWith("broker ")) {
            line = process.inputReader().readLine();
        }
        if (line == null) {
            throw new IllegalStateException("the broker did not start");
        }
        return new BrokerProcess(process, line.substring("broker ".length()));
    }

    String address() {
        return address;
    }

    @Override
    public void close() throws Exception {
        process.getOutputStream().close();
        process.waitFor();
    }

    public static void main(String[] arguments) throws Exception {
        var broker = new EmbeddedKafkaKraftBroker(1, 1);
        // What the runs leave behind is removed at once, so that it does not fill the page cache.
        broker.brokerProperty("log.segment.delete.delay.ms", "0");
        broker.afterPropertiesSet();
        System.out.println("broker " + broker.getBrokersAsString().replace("localhost", "127.0.0.1"));
        System.in.transferTo(System.out);
        broker.destroy();
        System.exit(0);
    }
}
