package gateway.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PictureTest {

    private static Picture of(Picture before, String status, boolean isFinal) {
        return before.next(new View.Sight(Map.of("status", status), isFinal));
    }

    private static String text(byte[] events) {
        return new String(events, StandardCharsets.UTF_8);
    }

    @Test
    void shouldStayTheSameWhileNothingChanges() {
        Picture first = of(Picture.NONE, "pending", false);

        assertThat(of(first, "pending", false)).isSameAs(first);
        assertThat(of(first, "running", false).version()).isEqualTo(2);
    }

    @Test
    void shouldTellOnlyWhatSomebodyHasNotSeen() {
        Picture first = Picture.NONE.next(new View.Sight(Map.of("status", "running", "facts", "many"), false));
        Picture second = first.next(new View.Sight(Map.of("status", "failed", "facts", "many"), false));

        assertThat(text(second.since(1))).isEqualTo("event: status\ndata: failed\n\n");
        assertThat(text(second.since(0))).contains("data: failed", "data: many");
        assertThat(second.since(1)).isSameAs(second.since(1));
    }

    @Test
    void shouldKeepEachLineWithinItsEvent() {
        Picture picture = of(Picture.NONE, "one\nevent: end\rdata: x\r\n\nlast", false);

        assertThat(text(picture.since(0)))
                .isEqualTo("event: status\ndata: one\ndata: event: end\ndata: data: x\ndata: \ndata: last\n\n");
    }

    @Test
    void shouldSayWhenThereIsNothingMoreToSee() {
        Picture ended = of(of(Picture.NONE, "failed", false), "failed", true);

        assertThat(text(ended.since(1))).isEqualTo("event: end\ndata: end\n\n");
    }
}
