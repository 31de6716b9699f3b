package execution.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import execution.model.UnusableMessageException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class BoundedStreamTest {

    private static final byte[] FIVE = {1, 2, (byte) 0xff, 4, 5};

    private static BoundedStream of(int most) {
        return new BoundedStream(new ByteArrayInputStream(FIVE), most, "too long");
    }

    @Test
    void shouldGiveAStreamThatIsAsLongAsItMayBe() throws IOException {
        assertThat(of(5).readAllBytes()).containsExactly(FIVE);
    }

    @Test
    void shouldRefuseAStreamThatIsOneByteLonger() {
        assertThatThrownBy(() -> of(4).readAllBytes())
                .isInstanceOf(UnusableMessageException.class)
                .hasMessage("too long");
    }

    @Test
    void shouldCountBytesThatAreReadOneByOne() throws IOException {
        BoundedStream stream = of(3);

        assertThat(stream.read()).isEqualTo(1);
        assertThat(stream.read()).isEqualTo(2);
        assertThat(stream.read()).isEqualTo(255);
        assertThatThrownBy(stream::read).isInstanceOf(UnusableMessageException.class);
    }

    @Test
    void shouldEndWhereTheStreamEnds() throws IOException {
        BoundedStream stream = of(5);
        stream.readNBytes(5);

        assertThat(stream.read()).isEqualTo(-1);
        assertThat(stream.read(new byte[3], 0, 3)).isEqualTo(-1);
    }

    @Test
    void shouldCountAnewFromWhereMoreIsAllowed() throws IOException {
        BoundedStream stream = of(5);
        stream.readNBytes(2);
        stream.allow(2);

        assertThat(stream.readNBytes(2)).hasSize(2);
        assertThatThrownBy(stream::read).isInstanceOf(UnusableMessageException.class);
    }

    @Test
    void shouldCloseWhatItReadsFrom() throws IOException {
        AtomicBoolean closed = new AtomicBoolean();
        BoundedStream stream = new BoundedStream(
                new ByteArrayInputStream(FIVE) {
                    @Override
                    public void close() {
                        closed.set(true);
                    }
                },
                5,
                "too long");

        stream.close();

        assertThat(closed).isTrue();
    }
}
