/**
 * What execctl prints: tables, JSON, lines and the progress on a terminal. Nothing is printed that a terminal would act
 * on but what is written here itself.
 */
package cli.print;
