package producer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shared.kafka.KafkaConnection;
import shared.kafka.SecurityProtocol;

/**
 * Checks the bootstrap servers before anything is sent: whether the name resolves, the port answers, and the
 * certificate is trusted. Kafka's own client would try again for a long time and not say which of these failed.
 */
final class BrokerCheck {
    private static final Logger LOG = LoggerFactory.getLogger(BrokerCheck.class);
    private static final int TIMEOUT_MILLIS = 5_000;

    private final KafkaConnection connection;

    BrokerCheck(KafkaConnection connection) {
        this.connection = connection;
    }

    /**
     * Checks every bootstrap server and logs what it finds.
     *
     * @throws ClusterUnusableException if none of them can be used
     */
    void run() throws ClusterUnusableException {
        List<String> failures = new ArrayList<>();
        String[] brokers = connection.brokers().split(",");
        for (String broker : brokers) {
            int colon = broker.lastIndexOf(':');
            String host = broker.substring(0, colon).replaceAll("[\\[\\]]", "");
            try {
                LOG.info("{}: {}", broker, check(host, Integer.parseInt(broker.substring(colon + 1))));
            } catch (IOException e) {
                failures.add(broker + ": " + e.getMessage());
                LOG.warn("{}: {}", broker, e.getMessage());
            }
        }
        if (failures.size() == brokers.length) {
            throw new ClusterUnusableException("no bootstrap server can be used: " + String.join("; ", failures));
        }
    }

    private String check(String host, int port) throws IOException {
        InetAddress[] addresses;
        try {
            addresses = InetAddress.getAllByName(host);
        } catch (IOException e) {
            throw new IOException("the name does not resolve", e);
        }
        String found = "resolves to "
                + Arrays.stream(addresses).map(InetAddress::getHostAddress).collect(Collectors.joining(", "));
        try (Socket socket = connected(addresses, port)) {
            return found + ", answers"
                    + (connection.securityProtocol() == SecurityProtocol.PLAINTEXT
                            ? ""
                            : ", " + shakeHands(socket, host, port));
        }
    }

    // Kafka's client takes the first address that answers, so this check takes the first one too.
    private static Socket connected(InetAddress[] addresses, int port) throws IOException {
        IOException failure = null;
        for (InetAddress address : addresses) {
            Socket socket = new Socket();
            try {
                socket.connect(new InetSocketAddress(address, port), TIMEOUT_MILLIS);
                socket.setSoTimeout(TIMEOUT_MILLIS);
                return socket;
            } catch (IOException e) {
                failure = e;
                socket.close();
            }
        }
        throw new IOException("cannot be connected to: " + failure.getMessage(), failure);
    }

    private String shakeHands(Socket connected, String host, int port) throws IOException {
        // The client's own class parses the settings, so that the check uses the same truststore as the client.
        Map<String, ?> parsed = new AdminClientConfig(connection.clientProperties()).values();
        try (DefaultSslEngineFactory ssl = new DefaultSslEngineFactory()) {
            ssl.configure(parsed);
            SSLContext context = ssl.sslContext();
            try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(connected, host, port, true)) {
                var parameters = socket.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm(
                        (String) parsed.get(SslConfigs.SSL_ENDPOINT_IDENTIFICATION_ALGORITHM_CONFIG));
                socket.setSSLParameters(parameters);
                socket.startHandshake();
                X509Certificate certificate =
                        (X509Certificate) socket.getSession().getPeerCertificates()[0];
                return "%s, certificate of %s until %s"
                        .formatted(
                                socket.getSession().getProtocol(),
                                certificate.getSubjectX500Principal().getName(),
                                certificate.getNotAfter().toInstant());
            }
        } catch (IOException | KafkaException e) {
            throw new IOException("TLS is refused: " + e.getMessage(), e);
        }
    }
}
