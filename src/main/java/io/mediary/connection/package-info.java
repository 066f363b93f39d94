/**
 * API connections: a client's socket or event stream, the record of it in Redis that outlives the socket, the users
 * behind it, and the {@code core} functions.
 */
package io.mediary.connection;
