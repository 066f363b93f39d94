/**
 * One recording: RTP of the graph is put in order, made into frames, given times on one clock and written to a file. Nothing here knows of threads:
 * a recording is for one thread at a time, and every method may block for the disk.
 */
package io.mediary.embedded.engine.recording;
