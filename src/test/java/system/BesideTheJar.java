package system;

import org.apache.camel.Component;
import org.apache.camel.support.DefaultComponent;

/** Stands for a class of an operator's own, which is not in the service's jar and uses classes of the jar. */
public final class BesideTheJar {

    static final String WORDS = "both are found";

    private BesideTheJar() {}

    /**
     * Says that it was found, and with it Camel.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) {
        System.out.println(Component.class.isAssignableFrom(DefaultComponent.class) ? WORDS : "");
    }
}
