package execution.store;

import static org.mockito.Mockito.mock;

import execution.allocation.AllocationProperties;
import execution.archive.RetentionProperties;
import execution.aws.ServiceProperties;
import execution.catalogue.Catalogue;
import execution.model.Execution;
import execution.model.ExecutionKey;
import execution.model.Lane;
import execution.model.Samples;
import execution.model.Timestamps;
import execution.sweep.SweepProperties;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import local.LocalTables;
import local.Names;
import org.mockito.Mockito;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Select;

/** One instance's store on a real table, without anything else of the service. */
public final class StoreFixture {

    static final SweepProperties SWEEP = new SweepProperties(
            Duration.ofSeconds(1),
            Duration.ofSeconds(10),
            4,
            Duration.ofSeconds(30),
            Duration.ofMinutes(5),
            Duration.ofSeconds(20),
            Duration.ofMinutes(1),
            Duration.ofMinutes(10));

    public static final Duration ARCHIVE_AFTER = Duration.ofHours(1);

    public static final Duration PRIORITY_STEP = Duration.ofMinutes(10);

    /** What happens between the table and the store. */
    final TableFaults faults = new TableFaults();

    final DynamoDbClient dynamoDb = faults.between(LocalTables.get().dynamoDb());
    final Clock clock = Clock.systemUTC();
    private static final MetricsProperties METRICS_PROPERTIES = new MetricsProperties(10, Map.of());

    final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    final ServiceProperties service;
    final DueTimes due;
    final LaneOrder lanes = lanes(PRIORITY_STEP);
    final ExecutionItems items;
    final RecentRows recent = new RecentRows();
    final Instance instance = new Instance();
    final PublishedMarks marks = new PublishedMarks();
    final BatchReads reads;
    final AllocationProperties allocation;
    final ExecutionStore store;

    final WriteCounts writes = new WriteCounts(metrics);

    private StoreFixture(int slots, Expiry expiry) {
        due = new DueTimes(SWEEP, expiry);
        items = new ExecutionItems(due, lanes);
        service = new ServiceProperties(Names.EXECUTIONS_TABLE, Names.ASSETS_TABLE, null, null);
        reads = new BatchReads(dynamoDb, service);
        allocation = new AllocationProperties(
                Map.of(), slots, Duration.ofHours(24), 20, Duration.ofSeconds(2), PRIORITY_STEP);
        store = new ExecutionStore(dynamoDb, service, items, allocation, writes, recent, due, reads, clock);
    }

    /** How executions stand in their lanes if a step of priority counts so much. */
    public static LaneOrder lanes(Duration priorityStep) {
        return new LaneOrder(
                new AllocationProperties(Map.of(), 1, Duration.ofHours(24), 20, Duration.ofSeconds(2), priorityStep));
    }

    /** When executions are due where all rows are kept for ever. */
    static DueTimes dueTimes() {
        return new DueTimes(SWEEP, expiry(Duration.ZERO, ""));
    }

    /** How long rows are kept where no task has a file. */
    public static Expiry expiry(Duration retention, String archiveBucket) {
        return new Expiry(new RetentionProperties(retention, archiveBucket, ARCHIVE_AFTER), mock(Catalogue.class));
    }

    public SlotRecounts recounts() {
        return new SlotRecounts(dynamoDb, service, store, reads, metrics);
    }

    public static StoreFixture withSlots(int slots) {
        return new StoreFixture(slots, expiry(Duration.ZERO, ""));
    }

    /** A store whose rows expire. */
    public static StoreFixture keeping(Duration retention, String archiveBucket) {
        return new StoreFixture(1, expiry(retention, archiveBucket));
    }

    /** The table with the faults of this fixture in between. */
    public DynamoDbClient dynamoDb() {
        return dynamoDb;
    }

    public TableFaults faults() {
        return faults;
    }

    public ServiceProperties service() {
        return service;
    }

    public AllocationProperties allocation() {
        return allocation;
    }

    public WriteCounts writes() {
        return writes;
    }

    public ExecutionStore store() {
        return store;
    }

    public ExecutionItems items() {
        return items;
    }

    /** The row as it is in the table. */
    public Map<String, AttributeValue> attributes(ExecutionKey key) {
        return row(key);
    }

    /** How many launches stand beside rows of the lane. */
    int launches(Lane lane) {
        return dynamoDb.query(query -> query.tableName(service.table())
                        .consistentRead(true)
                        .select(Select.COUNT)
                        .keyConditionExpression("PK = :tenant AND begins_with(SK, :launches)")
                        .expressionAttributeValues(Map.of(
                                ":tenant", AttributeValue.fromS("TENANT#" + lane.tenantId()),
                                ":launches", AttributeValue.fromS(ExecutionItems.launchPrefix(lane)))))
                .count();
    }

    public WorkIndex workIndex() {
        return new WorkIndex(dynamoDb, service, due, recent);
    }

    /** @param listener hears of the changes if {@code own} is true */
    public Executions executions(boolean own, ChangeListener listener) {
        StaticListableBeanFactory beans = new StaticListableBeanFactory(Map.of("listener", listener));
        return new Executions(
                store,
                marks,
                new WakeUpProperties(WakeUpProperties.Source.NONE, Duration.ofSeconds(1), own),
                due,
                instance,
                new WritesAlong(),
                beans.getBeanProvider(ChangeListener.class),
                beans.getBeanProvider(TenantNotes.class),
                new StatusMeters(METRICS_PROPERTIES, metrics),
                beans.getBeanProvider(StatusListener.class),
                clock);
    }

    /**
     * A context that has the store's beans and is not refreshed yet. Beans of other rooms can be registered in it, for
     * which only these rooms can call the constructors.
     */
    public AnnotationConfigApplicationContext beans(Class<?>... others) {
        AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
        context.registerBean(Executions.class, () -> executions(false, execution -> {}));
        context.registerBean(WorkIndex.class, this::workIndex);
        context.registerBean(LaneOrder.class, () -> lanes);
        context.registerBean(Clock.class, () -> clock);
        context.registerBean(MeterRegistry.class, () -> metrics);
        context.registerBean(MetricsProperties.class, () -> METRICS_PROPERTIES);
        context.registerBean(Instance.class, () -> instance);
        context.registerBean(AllocationProperties.class, () -> allocation);
        context.registerBean(SweepProperties.class, () -> SWEEP);
        // Knows no task, as long as a test does not say otherwise.
        context.registerBean(Catalogue.class, () -> Mockito.mock(Catalogue.class));
        context.register(others);
        return context;
    }

    ExecutionQueries queries() {
        return new ExecutionQueries(dynamoDb, service, items, reads);
    }

    PendingEventMarks pendingEventMarks() {
        return new PendingEventMarks(dynamoDb, service);
    }

    public Heartbeats heartbeats() {
        return new Heartbeats(dynamoDb, service);
    }

    Leases leases() {
        return new Leases(dynamoDb, service, instance, clock);
    }

    Members members() {
        return new Members(dynamoDb, service, instance, clock);
    }

    public double singleWrites() {
        return metrics.counter("execution.store.writes").count();
    }

    public double transactions() {
        return metrics.counter("execution.store.transactions").count();
    }

    /** What an operator does to give a tenant a limit of its own. */
    public void limitSlots(Lane lane, int slots) {
        setCounter(lane, "slot_limit", slots);
    }

    /** What somebody does who changes a counter by hand. */
    public void setInUse(Lane lane, int number) {
        setCounter(lane, "in_use", number);
    }

    private static void setCounter(Lane lane, String attribute, int number) {
        LocalTables.get()
                .set(
                        "TENANT#" + lane.tenantId(),
                        "SLOTS#" + lane.runner(),
                        attribute,
                        AttributeValue.fromN(Integer.toString(number)));
    }

    /** A tenant that nobody had before. */
    public static String newTenant() {
        return "tenant-" + UUID.randomUUID().toString().substring(0, 8);
    }

    /** A pending execution of a job that runs on ecs, as it would be read; it is not in the table yet. */
    public static Execution pending(String tenant) {
        String event = UUID.randomUUID().toString();
        Execution pending = Execution.create(
                new ExecutionKey(tenant, event, event.replace("-", "")),
                Samples.job(1),
                "hash",
                Timestamps.now(Clock.systemUTC()));
        ExecutionItems items = new ExecutionItems(dueTimes(), lanes(PRIORITY_STEP));
        return items.fromItem(items.toItem(pending));
    }

    /** The row as it is in the table. */
    Map<String, AttributeValue> row(ExecutionKey key) {
        return LocalTables.get().item(key.partitionKey(), key.sortKey());
    }

    /** What somebody does who deletes a row by hand. */
    public void delete(ExecutionKey key) {
        LocalTables.get().delete(key.partitionKey(), key.sortKey());
    }

    /** Makes a row one that cannot be read. */
    public void breakRow(ExecutionKey key) {
        LocalTables.get().set(key.partitionKey(), key.sortKey(), "version", AttributeValue.fromS("not a number"));
    }

    public int slotsInUse(Lane lane) {
        return store.slots(lane).inUse();
    }

    public String instanceId() {
        return instance.id();
    }

    /** Puts a row as it is, without the store. */
    public void put(Execution execution) {
        LocalTables.get().dynamoDb().putItem(put -> put.tableName(service.table())
                .item(items.toItem(execution)));
    }

    /** A pending execution that is in the table. */
    public Execution created(String tenant) {
        Execution pending = pending(tenant);
        store.create(pending);
        return pending;
    }
}
