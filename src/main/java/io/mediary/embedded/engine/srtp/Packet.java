package io.mediary.embedded.engine.srtp;

import org.jitsi.utils.ByteArrayBuffer;

/** A packet in an array with room for the authentication tag behind it: what the SRTP library works on. For one thread. */
final class Packet implements ByteArrayBuffer {

    private byte[] buffer;
    private int offset;
    private int length;

    Packet(byte[] buffer, int offset, int length) {
        this.buffer = buffer;
        this.offset = offset;
        this.length = length;
    }

    @Override
    public byte[] getBuffer() {
        return buffer;
    }

    @Override
    public int getOffset() {
        return offset;
    }

    @Override
    public int getLength() {
        return length;
    }

    @Override
    public void setLength(int length) {
        this.length = length;
    }

    @Override
    public void setOffset(int offset) {
        this.offset = offset;
    }

    @Override
    public boolean isInvalid() {
        return false;
    }

    @Override
    public void readRegionToBuff(int from, int count, byte[] target) {
        System.arraycopy(buffer, offset + from, target, 0, count);
    }

    @Override
    public void grow(int count) {
        if (offset + length + count > buffer.length) {
            byte[] larger = new byte[length + count];
            System.arraycopy(buffer, offset, larger, 0, length);
            buffer = larger;
            offset = 0;
        }
    }

    @Override
    public void append(byte[] data, int count) {
        grow(count);
        System.arraycopy(data, 0, buffer, offset + length, count);
        length += count;
    }

    @Override
    public void shrink(int count) {
        length -= count;
    }
}
