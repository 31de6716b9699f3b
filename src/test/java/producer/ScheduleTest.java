package producer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import producer.settings.LoadSettings;

class ScheduleTest {

    private static final long START = 5_000;
    private static final long SECOND = 1_000_000_000;

    @Test
    void shouldSpaceRecordsEvenly() {
        Schedule schedule = new Schedule(new LoadSettings.Pace(4, 1, Long.MAX_VALUE, null), START);

        assertThat(schedule.due(0)).isEqualTo(START);
        assertThat(schedule.due(1)).isEqualTo(START + SECOND / 4);
        assertThat(schedule.due(4_000_000_000L)).isEqualTo(START + 1_000_000_000L * SECOND);
    }

    @Test
    void shouldSendTheRecordsOfATurnTogetherAtTheSameRate() {
        Schedule schedule = new Schedule(new LoadSettings.Pace(10, 5, Long.MAX_VALUE, null), START);

        assertThat(schedule.due(4)).isEqualTo(START);
        assertThat(schedule.due(5)).isEqualTo(START + SECOND / 2);
        assertThat(schedule.due(10)).isEqualTo(START + SECOND);
    }

    @Test
    void shouldKnowHowManyWereDueWhateverWasSent() {
        Schedule schedule = new Schedule(new LoadSettings.Pace(10, 5, 12, null), START);

        assertThat(schedule.dueBy(START)).isEqualTo(5);
        assertThat(schedule.dueBy(START + SECOND / 2)).isEqualTo(10);
        assertThat(schedule.dueBy(START + 60 * SECOND)).isEqualTo(12);
    }

    @Test
    void shouldTakeLessThanOneASecond() {
        Schedule schedule = new Schedule(new LoadSettings.Pace(0.5, 1, Long.MAX_VALUE, null), START);

        assertThat(schedule.due(3)).isEqualTo(START + 6 * SECOND);
    }
}
