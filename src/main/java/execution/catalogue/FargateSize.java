package execution.catalogue;

import java.util.Map;
import java.util.TreeMap;

/** The pairs of CPU and memory that Fargate has, from AWS's page "Fargate task definition parameters". */
final class FargateSize {

    /**
     * The memory that goes with a CPU size.
     *
     * @param least MiB
     * @param most MiB
     * @param step MiB
     */
    private record Memory(int least, int most, int step) {

        boolean has(int memory) {
            return memory >= least && memory <= most && (memory - least) % step == 0;
        }

        @Override
        public String toString() {
            return least + " to " + most + " in steps of " + step;
        }
    }

    private static final Map<Integer, Memory> SIZES = new TreeMap<>(Map.of(
            512, new Memory(1_024, 4_096, 1_024),
            1_024, new Memory(2_048, 8_192, 1_024),
            2_048, new Memory(4_096, 16_384, 1_024),
            4_096, new Memory(8_192, 30_720, 1_024),
            8_192, new Memory(16_384, 61_440, 4_096),
            16_384, new Memory(32_768, 122_880, 8_192)));

    private static final int SMALLEST = 256;

    private FargateSize() {}

    static boolean isCpu(int cpu) {
        return cpu == SMALLEST || SIZES.containsKey(cpu);
    }

    /** Gives the CPU sizes, as an error names them. */
    static String cpus() {
        StringBuilder cpus = new StringBuilder().append(SMALLEST);
        SIZES.keySet().forEach(cpu -> cpus.append(", ").append(cpu));
        return cpus.toString();
    }

    static boolean isPair(int cpu, int memory) {
        return cpu == SMALLEST
                ? memory == 512 || memory == 1_024 || memory == 2_048
                : SIZES.get(cpu).has(memory);
    }

    /** Gives the memory that goes with a CPU size, as an error names it. */
    static String memories(int cpu) {
        return cpu == SMALLEST ? "512, 1024 or 2048" : SIZES.get(cpu).toString();
    }
}
