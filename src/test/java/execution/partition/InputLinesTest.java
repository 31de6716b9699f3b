package execution.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyList;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;

import execution.aws.ServiceProperties;
import execution.model.ExecutionKey;
import execution.model.PartitionPlan;
import execution.parts.PartBlock;
import execution.parts.PartitionJob;
import execution.store.parts.PartitionStore;
import execution.store.parts.PartsFixture;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** How an object of lines becomes blocks of parts, whatever is in it, and how their arguments are read again. */
class InputLinesTest {

    private static final String OBJECT = "tenant/in.jsonl";
    private static final int ALL = Integer.MAX_VALUE;

    private final ExecutionKey key = new ExecutionKey("tenant", "event", "execution");
    private final PartitionPlan plan = PartitionFixture.plan(null, OBJECT, 10, 0, 0, false, 2);
    private final FakeBucket bucket = new FakeBucket();
    private final List<PartBlock> written = new ArrayList<>();
    private BlockWrites writes;
    private InputLines lines;
    private PartArguments arguments;

    @BeforeEach
    void begin() {
        PartitionStore store = mock(PartitionStore.class);
        doAnswer(call -> {
                    synchronized (written) {
                        written.addAll(call.<List<PartBlock>>getArgument(1));
                    }
                    return null;
                })
                .when(store)
                .putBlocks(any(), anyList());
        ServiceProperties service = new Binder(new MapConfigurationPropertySource(Map.of()))
                .bindOrCreate("execution", ServiceProperties.class);
        PartInputs inputs = new PartInputs(bucket.client(), service);
        writes = new BlockWrites(store);
        lines = new InputLines(inputs, writes);
        arguments = new PartArguments(inputs);
    }

    @AfterEach
    void end() {
        writes.close();
    }

    private PartitionJob job() {
        return PartsFixture.withSlots(PartsFixture.newJob(key, 0), 0);
    }

    private BlockSource.Split split(String object) {
        return split(object.getBytes(StandardCharsets.UTF_8));
    }

    private BlockSource.Split split(byte[] object) {
        bucket.put(OBJECT, object);
        return lines.next(job(), plan, ALL);
    }

    private List<String> argumentsOf(BlockSource.Split split) {
        List<PartBlock> blocks =
                written.stream().sorted(Comparator.comparing(PartBlock::number)).toList();
        List<PartArguments.Range> ranges = IntStream.range(0, blocks.size())
                .mapToObj(number -> new PartArguments.Range(
                        blocks.get(number),
                        blocks.get(number).offset(),
                        number + 1 < blocks.size() ? blocks.get(number + 1).offset() : split.splitOffset()))
                .toList();
        Map<Integer, List<byte[]>> read = arguments.of(job(), plan, ranges);
        return blocks.stream()
                .flatMap(block -> read.get(block.number()).stream())
                .map(line -> PartArguments.json(line).toString())
                .toList();
    }

    @Test
    void shouldMakeAPartOfEachLine() {
        BlockSource.Split split = split("{\"n\":0}\n{\"n\": 1}\r\n {\"n\":2} \n");

        assertThat(split).isEqualTo(new BlockSource.Split(1, 3, 28, true));
        assertThat(argumentsOf(split)).containsExactly("{\"n\":0}", "{\"n\":1}", "{\"n\":2}");
    }

    @Test
    void shouldNotNeedAnEndOfTheLastLine() {
        assertThat(argumentsOf(split("{\"n\":0}\n{\"n\":1}"))).containsExactly("{\"n\":0}", "{\"n\":1}");
    }

    @Test
    void shouldFindNoPartsInAnEmptyObject() {
        assertThat(split("")).isEqualTo(new BlockSource.Split(0, 0, 0, true));
    }

    @Test
    void shouldReadEachLineBackWhereverBlocksBegin() {
        List<String> objects = IntStream.range(0, 260)
                .mapToObj(line -> "{\"n\":%d,\"text\":\"%s\"}".formatted(line, "ä€\uD83D\uDE00".repeat(line)))
                .toList();

        BlockSource.Split split = split(String.join("\n", objects));

        assertThat(split.blocks()).isEqualTo(11);
        assertThat(argumentsOf(split)).isEqualTo(objects);
    }

    @Test
    void shouldGoOnWhereThePassBeforeEnded() {
        String object =
                IntStream.range(0, 120).mapToObj(line -> "{\"n\":" + line + "}").collect(Collectors.joining("\n"));
        bucket.put(OBJECT, object);
        PartitionJob job = job();
        BlockSource.Split split = null;
        int passes = 0;
        while (split == null || !split.complete()) {
            split = lines.next(job, plan, 2);
            JobDraft draft = new JobDraft(job);
            draft.blocks = split.blocks();
            draft.total = split.total();
            draft.splitOffset = split.splitOffset();
            job = draft.job(java.time.Clock.systemUTC());
            passes++;
        }

        assertThat(passes).isGreaterThan(2);
        assertThat(split.total()).isEqualTo(120);
        assertThat(argumentsOf(split))
                .hasSize(120)
                .doesNotHaveDuplicates()
                .last()
                .isEqualTo("{\"n\":119}");
    }

    @Test
    void shouldReadBlocksThatFollowEachOtherTogether() {
        BlockSource.Split split = split("{\"n\":1}\n".repeat(500));
        int before = bucket.reads();

        argumentsOf(split);
        assertThat(bucket.reads() - before).isEqualTo(1);
        argumentsOf(split);
        assertThat(bucket.reads() - before).as("they are remembered").isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[1]|is no JSON object",
                "1|is no JSON object",
                "\"text\"|is no JSON object",
                "null|is no JSON object",
                "{\"n\":1|is no JSON object",
                "{\"n\":1}}|is no JSON object",
                "{\"n\":1} {\"n\":2}|is no JSON object",
                "{\"n\":1,\"n\":2}|is no JSON object",
                "{n:1}|is no JSON object",
                "{\"n\":NaN}|is no JSON object",
                "''|is empty"
            })
    void shouldRefuseALineThatIsNoObject(String line, String why) {
        assertThatThrownBy(() -> split("{\"n\":0}\n" + line + "\n{\"n\":2}"))
                .isInstanceOf(InputRefusedException.class)
                .hasMessage("line 2 of the input object " + why);
        assertThat(written).isEmpty();
    }

    @Test
    void shouldRefuseWhatIsNoUtf8() {
        assertThatThrownBy(() -> split(new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'}))
                .hasMessage("line 1 of the input object is not UTF-8");
    }

    @Test
    void shouldRefuseALineThatIsTooLong() {
        String longest = "{\"t\":\"" + "x".repeat(PartitionPlan.MOST_PART_BYTES - 8) + "\"}";
        assertThat(split(longest).total()).isEqualTo(1);

        assertThatThrownBy(() -> split("{}\n" + longest + " "))
                .hasMessage("line 2 of the input object takes more than 16,384 bytes");
    }

    @Test
    void shouldRefuseALineWithoutEndBeforeItIsReadToItsEnd() {
        assertThatThrownBy(() -> split(new byte[40 * 1024 * 1024]))
                .hasMessage("line 1 of the input object takes more than 16,384 bytes");
    }

    @Test
    void shouldRefuseDeepObjects() {
        assertThatThrownBy(() -> split("{\"a\":".repeat(2_000) + "1" + "}".repeat(2_000)))
                .hasMessage("line 1 of the input object is no JSON object");
    }

    @Test
    void shouldRefuseMoreLinesThanAJobMayHave() {
        byte[] object = "{}\n".repeat(PartitionPlan.MOST_PARTS + 1).getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> split(object)).hasMessage("the input object has more than 1,000,000 lines");
    }

    @Test
    void shouldTellThatTheObjectIsGone() {
        assertThatThrownBy(() -> lines.next(job(), plan, ALL)).hasMessage("the input object does not exist");
    }

    @Test
    void shouldTellThatTheObjectHasChanged() {
        BlockSource.Split split = split("{\"n\":1}\n".repeat(30));
        bucket.put(OBJECT, "{\"n\":1}\n".repeat(27));

        assertThatThrownBy(() -> argumentsOf(split))
                .hasMessage("the input object has changed since its lines were counted");
    }
}
