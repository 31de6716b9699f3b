package execution.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/webhooks.md tells receivers to do. */
class WebhookPageTest {

    private static final Path EXAMPLE = Path.of("docs", "examples", "ReceiveWebhooks.java");
    private static final String ID = "evt_de8b92c2f5bd5fc9ba2ef4b4a31bfb4c_5";
    private static final long NOW = 1_767_225_605;
    private static final byte[] BODY = "{\"seq\":5}".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private static Path classes;

    private static String page;

    @BeforeAll
    static void read() throws IOException {
        page = Files.readString(Path.of("docs", "webhooks.md"));
        int result = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-d", classes.toString(), EXAMPLE.toString());
        assertThat(result).as("compiles").isZero();
    }

    private static boolean verify(String id, long timestamp, String signatures, byte[] body) throws Exception {
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {classes.toUri().toURL()}, ClassLoader.getPlatformClassLoader())) {
            Method verify = Stream.of(loader.loadClass("ReceiveWebhooks").getDeclaredMethods())
                    .filter(method -> method.getName().equals("verify"))
                    .findFirst()
                    .orElseThrow();
            verify.setAccessible(true);
            return (boolean)
                    verify.invoke(null, WebhookFixture.SECRET, id, Long.toString(timestamp), signatures, body, NOW);
        }
    }

    @Test
    void shouldShowTheMethodOfTheExample() throws IOException {
        Matcher method = Pattern.compile("// verify-begin\n(.*) +// verify-end", Pattern.DOTALL)
                .matcher(Files.readString(EXAMPLE));
        assertThat(method.find()).isTrue();

        assertThat(page).contains("```java\n" + method.group(1).stripTrailing().stripIndent() + "\n```");
    }

    @Test
    void shouldAcceptWhatTheServiceSignsAndNothingElse() throws Exception {
        WebhookSignature signature = WebhookFixture.signature(WebhookFixture.settings("localhost"));
        String good = signature.of(ID, NOW, BODY);

        assertThat(verify(ID, NOW, good, BODY)).isTrue();
        assertThat(verify(ID, NOW, "v1,AAAA " + good, BODY)).as("one of two").isTrue();
        assertThat(verify(ID, NOW, "v1,AAAA", BODY)).isFalse();
        assertThat(verify(ID, NOW + 1, good, BODY)).as("another time").isFalse();
        assertThat(verify("evt_other_5", NOW, good, BODY)).isFalse();
        assertThat(verify(ID, NOW, good, "{\"seq\":6}".getBytes(StandardCharsets.UTF_8)))
                .isFalse();
        assertThat(verify(ID, NOW - 301, signature.of(ID, NOW - 301, BODY), BODY))
                .as("sent again later")
                .isFalse();
        assertThat(verify(ID, NOW, null, BODY)).isFalse();
    }

    @Test
    void shouldComeToTheSameOnTheCommandLine() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/openssl")), "no openssl here");
        Matcher block = Pattern.compile("```sh\n(key=.*?)```", Pattern.DOTALL).matcher(page);
        assertThat(block.find()).isTrue();

        Process shell = new ProcessBuilder("sh", "-c", block.group(1))
                .redirectErrorStream(true)
                .start();

        String printed = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(printed).isEqualTo("g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        assertThat(page).contains("this prints `" + printed + "`");
    }
}
