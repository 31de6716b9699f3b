/** How log lines are written, so that nothing from outside writes one; src/main/resources/logback-spring.xml names these classes. */
package execution.logging;
