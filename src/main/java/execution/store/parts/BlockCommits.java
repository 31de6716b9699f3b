package execution.store.parts;

import execution.model.ExecutionKey;
import execution.parts.PartBlock;
import execution.parts.PartEnd;
import execution.store.GroupCommits;
import execution.store.Pauses;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Changes blocks. This instance makes the writes of a block one after the other, each with the changes that wait by
 * then, so many workers that report parts of one block at once cost few writes.
 *
 * <p>A write begins with a read, unless this instance has just written the block, see {@link WrittenBlocks}.
 */
final class BlockCommits {

    /** The most changes that are made with one write. */
    private static final int MOST = 100;

    /** The most bytes of ends of parts that stay in a block. */
    static final int MOST_LOOSE = 1_024;

    private final PartTable table;
    private final PartValues values;
    private final WrittenBlocks written;
    private final GroupCommits<Change> commits = new GroupCommits<>(MOST, (others, change) -> true, this::write);

    BlockCommits(PartTable table, PartValues values, WrittenBlocks written) {
        this.table = table;
        this.values = values;
        this.written = written;
    }

    /** A change of a block, and what came of it. */
    private static final class Change extends GroupCommits.Change {
        private final BlockKey block;
        private final UnaryOperator<PartBlock> change;
        private PartBlock after;

        private Change(BlockKey block, UnaryOperator<PartBlock> change) {
            this.block = block;
            this.change = change;
        }

        @Override
        protected Object key() {
            return block;
        }

        @Override
        protected boolean isMade() {
            return after != null;
        }
    }

    /**
     * Changes a block, alone or together with other changes of it.
     *
     * @param change may be called several times, and must not change anything else; what it throws is thrown here
     * @return the block after the write
     */
    PartBlock commit(ExecutionKey job, int number, UnaryOperator<PartBlock> change) {
        Change own = new Change(new BlockKey(job, number), change);
        commits.commit(own);
        return own.after;
    }

    private void write(List<Change> changes) {
        BlockKey key = changes.get(0).block;
        PartBlock current = written.find(key).orElse(null);
        PartBlock changed = current == null ? null : changed(changes, current);
        boolean isRead = changed == null;
        if (isRead) {
            current = read(key, table.read(PartKeys.block(key.job(), key.number())));
            changed = applied(changes, current);
        }
        Set<PartEnd> moved = new HashSet<>();
        for (int attempt = 1; attempt <= Pauses.MOST_TRIES; attempt++) {
            if (changed.equals(current)) {
                done(changes, current);
                return;
            }
            PartBlock next = withFewLoose(key, changed, moved).nextVersion();
            String changeId = PartTable.newChangeId();
            Optional<Map<String, AttributeValue>> other = table.update(
                    PartKeys.block(key.job(), key.number()),
                    BlockItems.update(next, current.version(), changeId),
                    changeId);
            if (other.isEmpty()) {
                written.written(key, next);
                done(changes, next);
                return;
            }
            if (!isRead) {
                written.outdated(key);
                isRead = true;
            }
            current = read(key, other.get());
            changed = applied(changes, current);
        }
        throw new IllegalStateException("block " + key + " is changed by too many at once");
    }

    /**
     * Changes a block that may be outdated. Only the write tells that it is not.
     *
     * @return null if the newest block must be read, because there would be no write
     */
    private static PartBlock changed(List<Change> changes, PartBlock block) {
        PartBlock changed = block;
        try {
            for (Change change : changes) {
                changed = change.change.apply(changed);
            }
        } catch (RuntimeException e) {
            // The change may be right for the newest block. If it is not, it fails then.
            return null;
        }
        return changed.equals(block) ? null : changed;
    }

    private static PartBlock read(BlockKey key, Map<String, AttributeValue> item) {
        if (item == null || item.isEmpty()) {
            throw new NoSuchBlockException(key.number() + " of " + key.job());
        }
        return BlockItems.block(item);
    }

    private static PartBlock applied(List<Change> changes, PartBlock current) {
        PartBlock changed = current;
        for (Change change : changes) {
            if (!change.isDone()) {
                try {
                    changed = change.change.apply(changed);
                } catch (RuntimeException e) {
                    change.fail(e);
                }
            }
        }
        return changed;
    }

    /** Moves the ends of parts out of a block that has too many, unless an earlier try of this write has moved them. */
    private PartBlock withFewLoose(BlockKey key, PartBlock block, Set<PartEnd> moved) {
        Collection<PartEnd> loose = block.loose().values();
        if (loose.stream().mapToInt(BlockItems::bytes).sum() <= MOST_LOOSE) {
            return block;
        }
        List<PartEnd> left = loose.stream().filter(end -> !moved.contains(end)).toList();
        values.keep(key.job(), key.number(), left);
        moved.addAll(left);
        return block.withoutLoose();
    }

    private static void done(List<Change> changes, PartBlock after) {
        changes.stream().filter(change -> !change.isDone()).forEach(change -> change.after = after);
    }
}
