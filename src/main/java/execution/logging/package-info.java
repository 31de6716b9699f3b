/**
 * How log lines are written, so that text from outside can never add a line of its own. The file
 * {@code src/main/resources/logback-spring.xml} names these classes.
 */
package execution.logging;
