package io.mediary.embedded.engine.sctp;

/**
 * A message of a data channel on its way through the graph of elements. Immutable; nobody writes to the bytes.
 *
 * @param origin the side it came from: the same object for all its channels
 * @param channel the stream number there
 * @param label name of the channel
 * @param protocol subprotocol of the channel
 * @param text whether it is text, else binary
 * @param bytes the content, UTF-8 for text
 */
public record DataMessage(Object origin, int channel, String label, String protocol, boolean text, byte[] bytes) {
}
