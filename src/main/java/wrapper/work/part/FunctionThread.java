package wrapper.work.part;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import shared.part.PartFunction;

/** A function's object and the one thread that calls it. */
final class FunctionThread implements WarmPool.Warm {
    private final PartFunction function;
    private final ThreadPoolExecutor thread;

    FunctionThread(PartFunction function, ClassLoader loader) {
        this.function = function;
        this.thread = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(1), task -> {
            Thread made = new Thread(task, "function-" + function.getClass().getSimpleName());
            made.setContextClassLoader(loader);
            made.setDaemon(true);
            return made;
        });
    }

    PartFunction function() {
        return function;
    }

    /** Calls the function in its thread. */
    void run(Runnable call) {
        thread.execute(call);
    }

    @Override
    public boolean isUsable() {
        return !thread.isShutdown();
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
