/** Where webhooks may go, and how one is signed and sent. execution.publication decides which changes are sent. */
package execution.webhook;
