/**
 * The gateway's end of SIP: sockets of our own (Vert.x) with bounds on what peers may do, JAIN-SIP's messages and transactions over them, and small
 * handler interfaces that turn each message into a call. Nothing of it is loaded unless {@code mediary.sip.enabled}.
 */
package io.mediary.sip.stack;
