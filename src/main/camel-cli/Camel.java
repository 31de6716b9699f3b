import org.apache.camel.dsl.jbang.core.commands.CamelJBangMain;

/** Camel's command line, which else is started by JBang alone. {@code bin/camel} has Java run this file as it is. */
class Camel {

    public static void main(String[] arguments) {
        CamelJBangMain.run(arguments);
    }
}
