package system;

import org.apache.camel.Component;
import org.apache.camel.support.DefaultComponent;

/** Stands for a class of an operator's own: it is not in the service's jar and is made of classes that are. */
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
