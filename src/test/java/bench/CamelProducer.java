package bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.apache.camel.component.kafka.KafkaEndpoint;
import org.apache.camel.impl.DefaultCamelContext;

/** The same load through Camel's kafka component, handed to its producer as directly as it can be. */
final class CamelProducer {

    private CamelProducer() {}

    /** Arguments: brokers, topic, file with a payload a line, number of records. Prints records a second. */
    public static void main(String[] arguments) throws Exception {
        var payloads = Files.readAllLines(Path.of(arguments[2])).stream()
                .map(String::getBytes)
                .toArray(byte[][]::new);
        var count = Integer.parseInt(arguments[3]);
        long perSecond;
        try (var camel = new DefaultCamelContext()) {
            var endpoint = camel.getEndpoint("kafka:" + arguments[1], KafkaEndpoint.class);
            var configuration = endpoint.getConfiguration();
            configuration.setBrokers(arguments[0]);
            configuration.setRequestRequiredAcks("all");
            configuration.setLingerMs(20);
            configuration.setEnableIdempotence(true);
            configuration.setCompressionCodec("none");
            configuration.setRecordMetadata(false);
            configuration.setValueSerializer("org.apache.kafka.common.serialization.ByteArraySerializer");
            camel.start();
            var producer = endpoint.createAsyncProducer();
            producer.start();
            var acknowledged = new CountDownLatch(count);
            var start = System.nanoTime();
            for (var i = 0; i < count; i++) {
                var exchange = endpoint.createExchange();
                exchange.getMessage().setBody(payloads[i % payloads.length]);
                producer.process(exchange, doneSync -> {
                    if (exchange.getException() != null) {
                        exchange.getException().printStackTrace();
                        System.exit(1);
                    }
                    acknowledged.countDown();
                });
            }
            acknowledged.await();
            perSecond = Math.round(count / ((System.nanoTime() - start) / 1e9));
            producer.stop();
        }
        System.out.println(perSecond + " records/sec");
        System.exit(0);
    }
}
