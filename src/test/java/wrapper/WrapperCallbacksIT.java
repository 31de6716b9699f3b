package wrapper;

import static org.assertj.core.api.Assertions.assertThat;
import static wrapper.ServiceStub.BASE;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shared.json.Json;

/** What the wrapper asks and tells the service. */
class WrapperCallbacksIT {
    private static final String PATCH = "PATCH " + BASE;
    private static final String RUNNING = "{\"status\":\"running\"}";

    @TempDir
    Path folder;

    private ServiceStub service;

    @BeforeEach
    void start() throws IOException {
        service = new ServiceStub();
    }

    @AfterEach
    void close() {
        service.close();
    }

    @Test
    void shouldReportRunningAndCompletedAndUploadItsOutputWhenTheCommandSucceeds() throws Exception {
        service.acceptResults();

        WrapperJvm wrapper = run(service.contract(), "sh", "-c", "echo found");

        assertThat(wrapper.exitCode()).isZero();
        assertThat(service.calls()).containsExactly(PATCH, "POST " + BASE + "/results", "PUT /bucket/results", PATCH);
        assertThat(service.requests().get(0).headers().getFirst("Authorization"))
                .isEqualTo("Bearer " + ServiceStub.TOKEN);
        assertThat(service.bodies(PATCH)).first().isEqualTo(RUNNING);
        assertThat(service.bodies(PATCH).get(1))
                .matches("\\{\"status\":\"completed\",\"exit_code\":0,\"duration_seconds\":\\d+,"
                        + "\"results_uploaded\":true}");

        ServiceStub.Request put = service.requests().get(2);
        String ask = service.requests().get(1).text();
        assertThat(ask)
                .matches("\\{\"file_name\":\"scan-1-\\d{8}T\\d{6}Z-zap\\.txt\\.tar\\.gz\",\"size\":" + put.body().length
                        + ",\"metadata\":\\{\"scan_id\":\"scan-1\",\"scan_start_time\":\"[-\\d]+T[:\\d]+Z\","
                        + "\"scan_end_time\":\"[-\\d]+T[:\\d]+Z\"}}");
        assertThat(put.query()).isEqualTo("X-Amz-Signature=" + ServiceStub.SIGNATURE);
        assertThat(put.headers().getFirst("x-amz-meta-scan_id")).isEqualTo("scan-1");
        assertThat(put.headers()).doesNotContainKeys("Authorization", "Transfer-encoding");
        String name = ask.replaceAll(".*\"file_name\":\"(.*?)\\.tar\\.gz\".*", "$1");
        assertThat(Archives.files(put.body())).containsExactly(Map.entry(name, "found\n"));
    }

    @Test
    void shouldReportFailedAndUploadNothingWhenTheCommandFailsSilently() throws Exception {
        WrapperJvm wrapper = run(service.contract(), "sh", "-c", "exit 3");

        assertThat(wrapper.exitCode()).isEqualTo(3);
        assertThat(service.calls()).containsExactly(PATCH, PATCH);
        assertThat(service.bodies(PATCH).get(1))
                .matches("\\{\"status\":\"failed\",\"exit_code\":3,\"duration_seconds\":\\d+,"
                        + "\"results_uploaded\":false,\"reason\":\"exit code 3\"}");
    }

    @Test
    void shouldKeepTheEndOfTheOutputWhenTheCommandIsKilledForWantOfMemory() throws Exception {
        service.acceptResults().acceptOutput();

        WrapperJvm wrapper = run(
                service.contract(), "sh", "-c", "head -c 100000 /dev/zero | tr '\\0' x; echo; echo last; kill -9 $$");

        assertThat(wrapper.exitCode()).isEqualTo(137);
        assertThat(service.calls())
                .containsExactly(
                        PATCH,
                        "POST " + BASE + "/results",
                        "PUT /bucket/results",
                        "POST " + BASE + "/output",
                        "PUT /bucket/output",
                        PATCH);
        assertThat(service.bodies("POST " + BASE + "/output")).containsExactly("{\"size\":65536}");
        assertThat(service.bodies("PUT /bucket/output").get(0))
                .hasSize(65_536)
                .startsWith("xxx")
                .contains("last\n");
        assertThat(service.bodies(PATCH).get(1))
                .contains("\"output_kept\":true")
                .contains("\"exit_code\":137");
    }

    @Test
    void shouldReportTheEndAllTheSameWhenTheOutputCannotBeKept() throws Exception {
        service.acceptResults().answer("POST", BASE + "/output", 404, "");

        WrapperJvm wrapper = run(service.contract(), "sh", "-c", "echo some; exit 4");

        assertThat(wrapper.exitCode()).isEqualTo(4);
        assertThat(wrapper.stderr()).contains("the end of the output is not kept: ");
        assertThat(service.bodies(PATCH).get(1)).contains("\"exit_code\":4").doesNotContain("output_kept");
    }

    @Test
    void shouldUploadTheResultsFileWhenTheCommandLeavesOne() throws Exception {
        service.acceptResults();

        WrapperJvm wrapper = run(service.contract(), "sh", "-c", "echo noise; echo result > \"$RESULTS_FILE\"");

        assertThat(wrapper.exitCode()).isZero();
        assertThat(wrapper.stdout()).isEqualTo("noise\n");
        assertThat(Archives.files(service.requests().get(2).body()).values()).containsExactly("result\n");
    }

    @Test
    void shouldKeepTheTokenFromTheCommand() throws Exception {
        service.acceptResults();

        WrapperJvm wrapper = run(service.contract(), "env");

        assertThat(wrapper.exitCode()).isZero();
        assertThat(wrapper.stdout())
                .contains("EXECUTION_ID=e-1", "RESULTS_FILE=/")
                .doesNotContain(ServiceStub.TOKEN);
    }

    @Test
    void shouldNotGiveTheTokenToAPlaceholder() throws Exception {
        WrapperJvm wrapper = run(service.contract(), "echo", "${{env.EXECUTION_CALLBACK_TOKEN}}");

        assertThat(wrapper.exitCode()).isEqualTo(1);
        assertThat(service.bodies(PATCH))
                .containsExactly(
                        RUNNING,
                        "{\"status\":\"failed\",\"exit_code\":1,\"duration_seconds\":0,\"results_uploaded\":false,"
                                + "\"reason\":\"could not start: placeholder ${{env.EXECUTION_CALLBACK_TOKEN}}: "
                                + "no such value\"}");
    }

    @Test
    void shouldNotRunTheCommandWhenTheServiceSaysItIsOver() throws Exception {
        service.answer("PATCH", BASE, 409, "");

        WrapperJvm wrapper = run(service.contract(), "echo", "ran");

        assertThat(wrapper.exitCode()).isEqualTo(1);
        assertThat(wrapper.stdout()).isEmpty();
        assertThat(wrapper.stderr()).contains("the execution is over or has another attempt");
        assertThat(service.calls()).containsExactly(PATCH);
    }

    @Test
    void shouldGoOnWhenTheServiceIsBusyAtFirst() throws Exception {
        service.answer("PATCH", BASE, 503, "").answer("PATCH", BASE, 503, "").answer("PATCH", BASE, 200, "{}");

        WrapperJvm wrapper = run(service.contract(), "true");

        assertThat(wrapper.exitCode()).isZero();
        assertThat(service.bodies(PATCH)).hasSize(4).startsWith(RUNNING, RUNNING, RUNNING);
    }

    @Test
    void shouldRunTheCommandAllTheSameWhenRunningCannotBeReported() throws Exception {
        service.answer("PATCH", BASE, 403, "");

        WrapperJvm wrapper = run(service.contract(), "echo", "ran");

        assertThat(wrapper.exitCode()).isZero();
        assertThat(wrapper.stdout()).isEqualTo("ran\n");
    }

    @Test
    void shouldFetchTheInputAndNameItToTheCommandAndToPlaceholders() throws Exception {
        service.acceptResults();
        service.answer(
                "GET",
                BASE + "/input",
                200,
                "{\"name\":\"../up/sam ple.jar\",\"url\":\"%s\",\"size\":7}"
                        .formatted(service.url("/bucket/in?X-Amz-Signature=" + ServiceStub.SIGNATURE)));
        service.answer("GET", "/bucket/in", 200, "content");

        WrapperJvm wrapper =
                run(withInput(), "sh", "-c", "cat \"$INPUT_FILE\"; echo; basename \"$1\"", "sh", "${{env.INPUT_FILE}}");

        assertThat(wrapper.exitCode()).isZero();
        assertThat(wrapper.stdout()).isEqualTo("content\nsam_ple.jar\n");
        assertThat(service.requests().get(2).headers()).doesNotContainKey("Authorization");
    }

    @Test
    void shouldNotRunTheCommandWhenTheInputCannotBeHad() throws Exception {
        service.answer("GET", BASE + "/input", 404, "");

        WrapperJvm wrapper = run(withInput(), "echo", "ran");

        assertThat(wrapper.exitCode()).isEqualTo(1);
        assertThat(wrapper.stdout()).isEmpty();
        assertThat(service.bodies(PATCH).get(1))
                .isEqualTo("{\"status\":\"failed\",\"exit_code\":1,\"duration_seconds\":0,\"results_uploaded\":false,"
                        + "\"reason\":\"input: GET 127.0.0.1" + BASE + "/input: answered 404\"}");
    }

    @Test
    void shouldReadItsJobAndVariablesFromTheObjectOfItsLaunch() throws Exception {
        service.acceptResults();
        String job = WrapperIT.json("sh", "-c", "echo \"$LARGE\" $EXECUTION_ID $1", "sh", "${{env.SMALL}}");
        byte[] object =
                Json.bytes(Map.of("cli_json", job, "environment", Map.of("LARGE", "large", "SMALL", "s\u00e4")));

        WrapperJvm wrapper = WrapperJvm.start(folder, withLaunch(object, object), "--cli-json", "@launch");

        assertThat(wrapper.exitCode()).as(wrapper.stderr()).isZero();
        assertThat(wrapper.stdout()).isEqualTo("large e-1 s\u00e4\n");
        assertThat(service.calls()).startsWith("GET " + BASE + "/launch", "GET /bucket/launch", PATCH);
        assertThat(service.requests().get(1).headers()).doesNotContainKey("Authorization");
    }

    @Test
    void shouldNotRunTheCommandWhenTheObjectOfItsLaunchIsNotTheServices() throws Exception {
        byte[] object = Json.bytes(Map.of("environment", Map.of("LARGE", "large")));
        byte[] forged = Json.bytes(Map.of("environment", Map.of("LARGE", "forged")));

        WrapperJvm wrapper =
                WrapperJvm.start(folder, withLaunch(object, forged), "--cli-json", WrapperIT.json("echo", "ran"));

        assertThat(wrapper.exitCode()).isEqualTo(1);
        assertThat(wrapper.stdout()).isEmpty();
        assertThat(service.bodies(PATCH).get(1))
                .contains(
                        "\"status\":\"failed\"", "could not start: launch: the object is not the one that the service");
    }

    @Test
    void shouldTellTheServiceWhenThereIsNoObjectForItsLaunch() throws Exception {
        Map<String, String> environment = withLaunch(new byte[0], new byte[0]);
        environment.put("EXECUTION_LAUNCH", "0".repeat(64));
        try (ServiceStub without = new ServiceStub()) {
            without.answer("GET", BASE + "/launch", 404, "");
            environment.putAll(without.contract());

            WrapperJvm wrapper = WrapperJvm.start(folder, environment, "--cli-json", "@launch");

            assertThat(wrapper.exitCode()).isEqualTo(1);
            assertThat(without.calls()).containsExactly("GET " + BASE + "/launch", PATCH, PATCH);
            assertThat(without.bodies(PATCH).get(1))
                    .contains("could not start: launch: GET 127.0.0.1" + BASE + "/launch: answered 404");
        }
    }

    @Test
    void shouldRefuseAJobThatIsMeantToBeInAnObjectAndIsNot() throws Exception {
        byte[] object = Json.bytes(Map.of("environment", Map.of("LARGE", "large")));

        WrapperJvm wrapper = WrapperJvm.start(folder, withLaunch(object, object), "--cli-json", "@launch");

        assertThat(wrapper.exitCode()).isEqualTo(2);
        assertThat(wrapper.stderr()).contains("--cli-json: there is no EXECUTION_LAUNCH with a job in it");
    }

    /** Has the service keep an object for the launch; the task is told of the one that it was launched with. */
    private Map<String, String> withLaunch(byte[] launchedWith, byte[] kept) throws Exception {
        service.answer(
                "GET",
                BASE + "/launch",
                200,
                "{\"url\":\"%s\",\"size\":%d}"
                        .formatted(
                                service.url("/bucket/launch?X-Amz-Signature=" + ServiceStub.SIGNATURE), kept.length));
        service.answer("GET", "/bucket/launch", new ServiceStub.Answer(200, kept, () -> {}));
        Map<String, String> environment = new HashMap<>(service.contract());
        environment.put(
                "EXECUTION_LAUNCH",
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(launchedWith)));
        return environment;
    }

    @Test
    void shouldReportCompletedWithTheReasonWhenOnlyTheUploadFails() throws Exception {
        service.answer("PUT", "/bucket/results", 403, "").acceptResults();

        WrapperJvm wrapper = run(service.contract(), "echo", "found");

        assertThat(wrapper.exitCode()).isZero();
        assertThat(service.bodies(PATCH).get(1))
                .matches(
                        "\\{\"status\":\"completed\",\"exit_code\":0,\"duration_seconds\":\\d+,"
                                + "\"results_uploaded\":false,\"reason\":\"upload: PUT 127.0.0.1/bucket/results: answered 403\"}");
    }

    @Test
    void shouldSpeakTlsOnlyToTheHostThatTheCertificateNames() throws Exception {
        Path store = folder.resolve("store.p12");
        assertThat(new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                "a",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=localhost",
                                "-ext",
                                "san=dns:localhost",
                                "-keystore",
                                store.toString(),
                                "-storepass",
                                "changeit")
                        .start()
                        .waitFor())
                .isZero();
        List<String> trust =
                List.of("-Djavax.net.ssl.trustStore=" + store, "-Djavax.net.ssl.trustStorePassword=changeit");
        HttpsServer https = HttpsServer.create();
        https.setHttpsConfigurator(new HttpsConfigurator(tls(store)));
        try (ServiceStub secure = new ServiceStub(https)) {
            String named = "https://localhost:" + secure.port() + BASE;
            Path first = Files.createDirectory(folder.resolve("named"));
            WrapperJvm wrapper =
                    WrapperJvm.start(first, ServiceStub.contract(named), trust, "--cli-json", WrapperIT.json("true"));
            assertThat(wrapper.exitCode()).isZero();
            assertThat(secure.calls()).containsExactly(PATCH, PATCH);

            String unnamed = "https://127.0.0.1:" + secure.port() + BASE;
            Path second = Files.createDirectory(folder.resolve("unnamed"));
            WrapperJvm refused = WrapperJvm.start(
                    second, ServiceStub.contract(unnamed), trust, "--cli-json", WrapperIT.json("true"));
            refused.exitCode();
            assertThat(secure.calls()).hasSize(2);
            assertThat(refused.stderr()).contains("SSL");
        }
    }

    private static SSLContext tls(Path store) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, "changeit".toCharArray());
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, "changeit".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        return context;
    }

    private Map<String, String> withInput() {
        Map<String, String> environment = new HashMap<>(service.contract());
        environment.put("EXECUTION_INPUT", "sample.jar");
        return environment;
    }

    private WrapperJvm run(Map<String, String> environment, String... command) throws IOException {
        return WrapperJvm.start(folder, environment, "--cli-json", WrapperIT.json(command));
    }
}
