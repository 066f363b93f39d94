/**
 * Who may register, and where registered telephones are: digest authentication, and bindings in Redis that every instance can read. What does not
 * read SIP messages itself uses nothing of JAIN-SIP, for instances that are no gateways have it too.
 */
package io.mediary.sip.registrar;
