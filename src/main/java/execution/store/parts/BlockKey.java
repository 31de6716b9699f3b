package execution.store.parts;

import execution.model.ExecutionKey;

/** Names a block: the job, and the block's number within it. */
record BlockKey(ExecutionKey job, int number) {}
