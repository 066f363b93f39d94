/** STUN and TURN servers for clients, with credentials that work for a while. */
package io.mediary.ice;
