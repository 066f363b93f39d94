/** Recordings: a record for each file that a session's recorder writes, and what can be done with it. */
package io.mediary.recording;
