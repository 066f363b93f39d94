/** Reads media files and makes them ready for RTP: sources of bytes, ffmpeg's demuxer, audio made into Opus, packets. */
package io.mediary.embedded.engine.playback;
