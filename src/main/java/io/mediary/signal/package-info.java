/** What this instance tells those who run it: numbers, spans, log fields, and whether it is ready. All packages may use it. */
package io.mediary.signal;
