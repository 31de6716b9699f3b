/**
 * The runner {@code lambda}: a task is a function of AWS Lambda that is invoked asynchronously. Lambda knows no call
 * again and has no list of invocations, so the row of the execution says which invocation does the work.
 */
package execution.runner.lambda;
