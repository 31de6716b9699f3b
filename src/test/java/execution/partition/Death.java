package execution.partition;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/** Ends an instance at one of its calls. After that each of its calls fails, and none has an effect. */
final class Death {

    /** An instance that is dead does nothing any more. */
    static final class DeadException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        DeadException() {
            super("the process of this instance has ended");
        }
    }

    private int left = Integer.MAX_VALUE;
    private boolean afterEffect;
    private boolean dead;

    /**
     * @param call which call from now on is the last one, from 1
     * @param after whether that call still has its effect
     */
    synchronized void at(int call, boolean after) {
        left = call;
        afterEffect = after;
        dead = false;
    }

    synchronized boolean isDead() {
        return dead;
    }

    private synchronized boolean comes() {
        if (dead) {
            throw new DeadException();
        }
        left--;
        dead = left == 0;
        if (dead && !afterEffect) {
            throw new DeadException();
        }
        return dead;
    }

    <T> T between(Class<T> type, T real) {
        return type.cast(Proxy.newProxyInstance(
                Death.class.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> call(real, method, arguments)));
    }

    private Object call(Object real, Method method, Object[] arguments) throws Throwable {
        if (method.getName().equals("close") || method.getDeclaringClass() == Object.class) {
            return method.invoke(real, arguments);
        }
        boolean last = comes();
        try {
            Object answer = method.invoke(real, arguments);
            if (last) {
                throw new DeadException();
            }
            return answer;
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
