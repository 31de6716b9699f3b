/** Functions of the shipped tasks, which show how a function for parts is written. */
package wrapper.work.example;
