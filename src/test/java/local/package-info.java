/**
 * The embedded platform: everything the service talks to, in one JVM on 127.0.0.1. Tests start it in-process with
 * {@link local.LocalPlatform#start}, and it runs alone by its main method. It knows the service by configuration only
 * and uses none of its classes.
 */
package local;
