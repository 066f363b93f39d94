/**
 * Calls: somebody's session rings at others, and is bridged to the first who accepts. A call is a record of its own, in its own
 * partition; its two ends are media sessions, which it makes and ends. Whom it rings is a <em>leg</em> each, driven by deadlines
 * of the call's record, so that no instance is needed twice. SIP addresses are reached through a port that package {@code sip}
 * implements.
 */
package io.mediary.call;
