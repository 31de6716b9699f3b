/**
 * The routes of operators: how they are loaded over the shipped ones, checked against the contracts of the stages, and
 * loaded anew while the service runs.
 */
package execution.customisation;
