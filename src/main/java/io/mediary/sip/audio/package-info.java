/** The way of telephones' audio through a gateway, which takes the keys (RFC 4733) out of it. */
package io.mediary.sip.audio;
