package execution.runner;

/** Where the log of one task is. */
public sealed interface LogSource permits LogStream, LogFilter, LogFile {}
