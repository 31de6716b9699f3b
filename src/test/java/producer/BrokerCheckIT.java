package producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shared.kafka.KafkaConnection;
import shared.kafka.MskIam;
import shared.kafka.SecurityProtocol;
import shared.kafka.Truststore;

class BrokerCheckIT {

    private static final String PASSWORD = "changeit";

    @TempDir
    Path folder;

    private SSLServerSocket server;

    @BeforeEach
    void answerTls() throws Exception {
        Path keys = certificate("broker", "ip:127.0.0.1");
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keys)) {
            store.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        server = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 5, InetAddress.getByName("127.0.0.1"));
        Thread thread = new Thread(
                () -> {
                    while (!server.isClosed()) {
                        try (SSLSocket socket = (SSLSocket) server.accept()) {
                            socket.startHandshake();
                        } catch (IOException e) {
                            // Refused by the other side, or the end of the test.
                        }
                    }
                },
                "tls");
        thread.setDaemon(true);
        thread.start();
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    private Path certificate(String name, String alternativeName) throws Exception {
        Path store = folder.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        name,
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=" + alternativeName,
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .start();
        String output = new String(keytool.getInputStream().readAllBytes());
        assertThat(keytool.waitFor(3, TimeUnit.MINUTES)).isTrue();
        assertThat(keytool.exitValue()).as(output).isZero();
        return store;
    }

    private Path truststore(String name) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(folder.resolve(name + ".p12"))) {
            keys.load(in, PASSWORD.toCharArray());
        }
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry(name, keys.getCertificate(name));
        Path file = folder.resolve(name + "-trust.p12");
        try (var out = Files.newOutputStream(file)) {
            trusted.store(out, PASSWORD.toCharArray());
        }
        return file;
    }

    private BrokerCheck check(String host, Path truststore) {
        String broker = host + ":" + server.getLocalPort();
        return new BrokerCheck(new KafkaConnection(
                broker,
                SecurityProtocol.SSL,
                MskIam.DEFAULT,
                truststore == null ? Truststore.DEFAULT : new Truststore(truststore.toString(), PASSWORD, "PKCS12")));
    }

    @Test
    void shouldAcceptATrustedCertificateOfThatHost() throws Exception {
        BrokerCheck check = check("127.0.0.1", truststore("broker"));

        assertThatCode(check::run).doesNotThrowAnyException();
    }

    @Test
    void shouldRefuseACertificateThatNobodyVouchesFor() throws Exception {
        certificate("other", "ip:127.0.0.1");

        assertThatThrownBy(check("127.0.0.1", null)::run)
                .isInstanceOf(ClusterUnusableException.class)
                .hasMessageContaining("TLS is refused");
        assertThatThrownBy(check("127.0.0.1", truststore("other"))::run)
                .isInstanceOf(ClusterUnusableException.class)
                .hasMessageContaining("TLS is refused");
    }

    @Test
    void shouldRefuseACertificateOfAnotherHost() throws Exception {
        assertThatThrownBy(check("localhost", truststore("broker"))::run)
                .isInstanceOf(ClusterUnusableException.class)
                .hasMessageContaining("TLS is refused")
                .hasMessageContaining("localhost");
    }
}
