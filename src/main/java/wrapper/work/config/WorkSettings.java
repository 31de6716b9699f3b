package wrapper.work.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import wrapper.config.LogFormat;

/**
 * The settings of a worker.
 *
 * @param queue the name or the URL of the fleet's queue
 * @param deadLetterQueue the name or the URL of the queue for messages that can never work; empty leaves them to SQS
 * @param region the region of the queues; empty for the SDK's own choice
 * @param capacity how many bundles and jobs run at the same time
 * @param tasks folders with files of tasks besides the shipped ones; the last one that has a file counts
 * @param functions the folder with the jars of operators' functions; empty for none
 * @param folder where the folders of parts and jobs are made
 * @param wrapper the words that start the wrapper for a whole job
 * @param variables the names of those variables of the worker that its processes get as well
 * @param service the beginning of each address that the worker may call with a token; empty for any
 * @param visibility how long a message stays hidden unless the worker goes on with it
 * @param stopTimeout how long after SIGTERM the worker may take before the platform kills it
 * @param grace how long a process may take to end after SIGTERM
 * @param address the address that the worker's page listens on
 * @param port the port of the worker's page; 0 for any
 * @param access who may see the page
 * @param name the first part of the worker's name
 * @param logFormat how the log is written
 * @param debug whether the log tells more
 * @param help whether only the usage is printed
 */
public record WorkSettings(
        String queue,
        Optional<String> deadLetterQueue,
        String region,
        int capacity,
        List<Path> tasks,
        Optional<Path> functions,
        Path folder,
        List<String> wrapper,
        List<String> variables,
        Optional<String> service,
        Duration visibility,
        Duration stopTimeout,
        Duration grace,
        String address,
        int port,
        Access access,
        String name,
        LogFormat logFormat,
        boolean debug,
        boolean help) {

    /**
     * Who may see the page. Where nothing is set, nobody may.
     *
     * @param token a bearer token
     * @param user the user of HTTP Basic
     * @param password the password of HTTP Basic
     */
    public record Access(Optional<String> token, Optional<String> user, Optional<String> password) {

        /** Says what is set, without the secrets. */
        @Override
        public String toString() {
            return "Access[token " + (token.isPresent() ? "set" : "not set") + ", user " + user.orElse("not set") + "]";
        }
    }

    /** Gives after how long after SIGTERM the worker gives back what still runs, so that processes have time to end. */
    public Duration drain() {
        Duration drain = stopTimeout.minus(grace).minus(stopTimeout.dividedBy(20));
        return drain.isNegative() ? Duration.ZERO : drain;
    }
}
