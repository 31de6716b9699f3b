package wrapper.work.example;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shared.part.PartCall;

class WordCountTest {

    private HttpServer server;
    private byte[] text = {};
    private long sent;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/ranges", this::answer);
        server.createContext("/whole", exchange -> {
            exchange.sendResponseHeaders(200, text.length);
            exchange.getResponseBody().write(text);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String[] range = exchange.getRequestHeaders()
                .getFirst("Range")
                .replace("bytes=", "")
                .split("-");
        int from = Integer.parseInt(range[0]);
        int length = Integer.parseInt(range[1]) + 1 - from;
        sent += length;
        exchange.sendResponseHeaders(206, length);
        exchange.getResponseBody().write(text, from, length);
        exchange.close();
    }

    private long count(String path, int part, long parts) throws IOException {
        PartCall call = new PartCall(
                part,
                parts,
                1,
                null,
                Map.of(
                        "PART_INPUT_URL",
                        "http://127.0.0.1:" + server.getAddress().getPort() + path,
                        "PART_INPUT_SIZE",
                        Integer.toString(text.length)));
        return ((Number) new WordCount().apply(call)).longValue();
    }

    private long sum(int parts) throws IOException {
        long sum = 0;
        for (int part = 0; part < parts; part++) {
            sum += count("/ranges", part, parts);
        }
        return sum;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "word",
                "one two  three\n",
                " one\ttwo\r\nthree ",
                "a b c d e f g h i j",
                "       x",
                "\u00fcber \ud83d\ude00 \u00a0x"
            })
    void shouldCountEachWordOnceHoweverManyPartsThereAre(String words) throws IOException {
        text = words.getBytes(UTF_8);
        long whole = words.isBlank() ? 0 : words.strip().split("[ \\t\\n\\x0b\\f\\r]+").length;

        for (int parts : new int[] {1, 2, 3, 5, 16, 40}) {
            assertThat(sum(parts)).as("%s parts", parts).isEqualTo(whole);
        }
    }

    @Test
    void shouldReadLittleMoreThanTheTextInAll() throws IOException {
        SplittableRandom random = new SplittableRandom(7);
        StringBuilder words = new StringBuilder();
        int number = 20_000;
        for (int word = 0; word < number; word++) {
            words.append("x".repeat(random.nextInt(1, 12))).append(" \n\t".charAt(random.nextInt(3)));
        }
        text = words.toString().getBytes(UTF_8);

        assertThat(sum(16)).isEqualTo(number);
        assertThat(sent).isEqualTo(text.length + 15);
    }

    @Test
    void shouldDivideAnySizeIntoSharesThatFollowEachOther() {
        long size = Long.MAX_VALUE - 7;
        assertThat(WordCount.share(size, 0, 1_000_000)).isZero();
        assertThat(WordCount.share(size, 1_000_000, 1_000_000)).isEqualTo(size);
        assertThat(WordCount.share(10, 3, 16)).isEqualTo(1);
    }

    @Test
    void shouldFailRatherThanCountTheWholeTextInEachPart() {
        text = "one two".getBytes(UTF_8);

        assertThatThrownBy(() -> count("/whole", 0, 2)).hasMessage("the range of the input was answered with 200");
    }

    @Test
    void shouldFailRatherThanCountATextThatIsCutOff() {
        assertThatThrownBy(() -> WordCount.count(new ByteArrayInputStream("one".getBytes(UTF_8)), 5, true))
                .isInstanceOf(EOFException.class);
    }

    @Test
    void shouldFailWithoutAnInputOrANumberOfParts() {
        assertThatThrownBy(() -> new WordCount().apply(new PartCall(0, 1L, 1, null, Map.of())))
                .hasMessage("the job has no input");
        assertThatThrownBy(() -> new WordCount().apply(new PartCall(0, null, 1, null, Map.of())))
                .hasMessageContaining("count");
    }
}
