/** Where complete recordings are kept: the directory that media servers write to, or an S3-compatible store. */
package io.mediary.recording.store;
