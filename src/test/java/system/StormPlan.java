package system;

import execution.model.ExecutionKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.UUID;
import local.Names;
import local.ecs.InstantRuntime;

/**
 * Says what happens in a storm: which executions there are, what happens to each, and when an instance is killed. All
 * of it is drawn from a seed.
 *
 * @param kills the executions before which one of the instances is killed, in turns
 */
record StormPlan(long seed, Map<String, Integer> slots, List<Entry> entries, List<Integer> kills) {

    private static final int MOST_ATTEMPTS = 3;

    /** What an execution's tasks do. */
    enum Job {
        /** The task ends at once and leaves results. */
        INSTANT(Names.INSTANT_FAMILY, Map.of()),
        /** The task ends after a second and leaves results. */
        SLOW("storm-slow", Map.of(InstantRuntime.MILLIS, "1000")),
        /** The task leaves results and ends with exit code 1, in each attempt. */
        FAILING("storm-failing", Map.of(InstantRuntime.EXIT_CODE, "1")),
        /** The task runs until it is stopped or killed. */
        ENDLESS("storm-endless", Map.of(InstantRuntime.MILLIS, "3600000")),
        /** The task is a process that calls back, and runs until the test lets it end. */
        HELD(HeldTasks.JOB, null);

        private final String family;
        private final Map<String, String> environment;

        Job(String family, Map<String, String> environment) {
            this.family = family;
            this.environment = environment;
        }

        static void registerAll() {
            HeldTasks.register();
            for (Job job : values()) {
                if (job.environment != null) {
                    SharedPlatform.registerInstant(job.family, job.environment);
                }
            }
        }
    }

    /** What is done to an execution from outside. */
    enum Fate {
        LEFT_ALONE,
        CANCELLED_AT_ONCE,
        CANCELLED_WHILE_LAUNCHED,
        CANCELLED_WHILE_RUNNING,
        KILLED
    }

    /** One execution. */
    record Entry(ExecutionKey key, Job job, Fate fate, int maxAttempts) {

        private static Entry drawn(String tenant, Random random) {
            Job job = job(random.nextInt(100));
            return new Entry(
                    new ExecutionKey(
                            tenant,
                            UUID.randomUUID().toString(),
                            UUID.randomUUID().toString().replace("-", "")),
                    job,
                    fate(job, random.nextInt(100)),
                    job == Job.FAILING ? 2 + random.nextInt(MOST_ATTEMPTS - 1) : 1);
        }

        private static Job job(int percent) {
            if (percent < 45) {
                return Job.INSTANT;
            }
            if (percent < 70) {
                return Job.SLOW;
            }
            if (percent < 85) {
                return Job.FAILING;
            }
            return percent < 95 ? Job.ENDLESS : Job.HELD;
        }

        private static Fate fate(Job job, int percent) {
            if (job == Job.HELD) {
                return Fate.LEFT_ALONE;
            }
            if (percent < 8) {
                return Fate.CANCELLED_AT_ONCE;
            }
            if (percent < 16) {
                return Fate.CANCELLED_WHILE_LAUNCHED;
            }
            if (job == Job.ENDLESS) {
                return percent < 60 ? Fate.CANCELLED_WHILE_RUNNING : Fate.KILLED;
            }
            if (job == Job.SLOW && percent < 50) {
                return percent < 35 ? Fate.CANCELLED_WHILE_RUNNING : Fate.KILLED;
            }
            return Fate.LEFT_ALONE;
        }

        Map<String, Object> event() {
            Map<String, Object> event = RunningService.event(job.family);
            event.put("jit_event_id", key.jitEventId());
            event.put("execution_id", key.executionId());
            event.put("max_attempts", maxAttempts);
            return event;
        }
    }

    /**
     * Draws a plan. Four of the tenants have few slots; half of the executions belong to a tenant that has many.
     *
     * @param executions how many executions there are
     * @param kills how often an instance is killed
     */
    static StormPlan draw(long seed, int executions, int kills) {
        Random random = new Random(seed);
        List<String> narrow = List.of(
                SharedPlatform.newTenant(),
                SharedPlatform.newTenant(),
                SharedPlatform.newTenant(),
                SharedPlatform.newTenant());
        String wide = SharedPlatform.newTenant();
        Map<String, Integer> slots =
                Map.of(narrow.get(0), 2, narrow.get(1), 3, narrow.get(2), 4, narrow.get(3), 5, wide, 40);
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < executions; i++) {
            String tenant = random.nextBoolean() ? wide : narrow.get(random.nextInt(narrow.size()));
            entries.add(Entry.drawn(tenant, random));
        }
        TreeSet<Integer> moments = new TreeSet<>();
        while (moments.size() < kills) {
            moments.add(executions / 10 + random.nextInt(executions * 8 / 10));
        }
        return new StormPlan(seed, slots, List.copyOf(entries), List.copyOf(moments));
    }

    List<ExecutionKey> keys() {
        return entries.stream().map(Entry::key).toList();
    }
}
