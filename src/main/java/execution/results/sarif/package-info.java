/**
 * Reads SARIF 2.1.0, which most analysers of code write: {@link execution.results.sarif.SarifParser}. The file is read
 * twice and never held in memory, first for the rules of its runs and then for their results.
 */
package execution.results.sarif;
