package io.mediary.embedded.rpc;

import io.mediary.embedded.engine.MediaEngine;

/**
 * What a new object is made of.
 *
 * @param type its class
 * @param arguments the checked constructor parameters
 * @param engine makes what moves the media
 * @param number counts the objects of this server, for names that need one
 */
record Creation(RemoteClass type, Arguments arguments, MediaEngine engine, int number) {
}
