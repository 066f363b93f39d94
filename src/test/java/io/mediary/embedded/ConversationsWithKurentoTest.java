package io.mediary.embedded;

import java.io.IOException;

import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a real Kurento 7.3 was asked and answered, asked again here. */
class ConversationsWithKurentoTest {

    @RegisterExtension
    final ServerFixture fixture = new ServerFixture();

    @ParameterizedTest
    @ValueSource(strings = {"objects-and-errors.txt", "sessions.txt", "request-cache.txt", "two-sockets.txt",
            "negotiation.txt", "pipelining.txt", "bandwidth.txt", "client.txt"})
    void areAnsweredAlike(String conversation) throws IOException {
        new Conversation(fixture::connect).replay(conversation);
    }
}
