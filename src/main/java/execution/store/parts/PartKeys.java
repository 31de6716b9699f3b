package execution.store.parts;

import execution.model.ExecutionKey;
import execution.store.ExecutionStore;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The keys of the items of a partitioned job, which all have one partition key. */
final class PartKeys {

    private static final String PARTS = "PARTS#";
    private static final String JOB = "JOB";
    private static final String BLOCK = "BLOCK#";
    private static final String VALUES = "VALUES#";

    private PartKeys() {}

    static String partition(ExecutionKey key) {
        return PARTS + key;
    }

    static Map<String, AttributeValue> job(ExecutionKey key) {
        return ExecutionStore.primaryKey(partition(key), JOB);
    }

    static Map<String, AttributeValue> block(ExecutionKey key, int number) {
        return ExecutionStore.primaryKey(partition(key), blockSort(number));
    }

    /** Sort keys are in the order of the blocks, because their numbers have leading zeros. */
    static String blockSort(int number) {
        return BLOCK + padded(number);
    }

    static int blockNumber(String sortKey) {
        return Integer.parseInt(sortKey.substring(BLOCK.length()));
    }

    /** Gives what the sort keys of the values of a block's parts begin with. */
    static String valuesPrefix(int block) {
        return VALUES + padded(block) + "#";
    }

    /** Gives a number with six digits at least. A formatter would take a tenth of the time that a whole write takes. */
    private static String padded(int number) {
        String digits = Integer.toString(number);
        return "0".repeat(Math.max(0, 6 - digits.length())) + digits;
    }

    /** Gives the number of the block that the values of an item are of. */
    static int valuesNumber(String sortKey) {
        return Integer.parseInt(sortKey.substring(VALUES.length(), sortKey.indexOf('#', VALUES.length())));
    }
}
