/** Files of YAML that operators write, read with the line of each value, and errors that name line and key. */
package execution.yaml;
