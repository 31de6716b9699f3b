/**
 * Reads what nmap writes as XML. {@link execution.results.nmap.NmapParser} reads the file host by host; what scripts of
 * nmap found is read by plugins, of which operators may add their own: {@link execution.results.nmap.ScriptPlugin}.
 */
package execution.results.nmap;
