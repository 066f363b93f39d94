package io.mediary.ice;

import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * Servers as {@code RTCPeerConnection} takes them in its {@code iceServers}.
 *
 * @param urls of the servers: {@code stun:…}, {@code turn:…}, {@code turns:…}
 * @param username for TURN: when it ends (seconds since 1970), a colon, whose it is
 * @param credential for TURN: the password that belongs to the user name
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record IceServer(List<String> urls, Optional<String> username, Optional<String> credential) {
}
