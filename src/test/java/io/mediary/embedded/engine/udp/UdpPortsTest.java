package io.mediary.embedded.engine.udp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Test;

class UdpPortsTest {

    @Test
    void manyPairsAreReadByOneThreadThatAFailingHandlerDoesNotStop() {
        Set<Thread> readers = ConcurrentHashMap.newKeySet();
        List<Byte> heard = new CopyOnWriteArrayList<>();
        try (UdpPorts ports = new UdpPorts("127.0.0.1")) {
            List<UdpPair> pairs = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                UdpPair pair = ports.open();
                pair.rtp().handler((from, packet) -> {
                    readers.add(Thread.currentThread());
                    heard.add(packet[0]);
                    if (packet[0] == 0) {
                        throw new IllegalStateException("a handler that fails");
                    }
                });
                pairs.add(pair);
            }
            assertThat(pairs).allMatch(p -> p.rtp().number() % 2 == 0 && p.rtcp().number() == p.rtp().number() + 1);
            for (int i = 0; i < pairs.size(); i++) {
                InetSocketAddress to = new InetSocketAddress(ports.address(), pairs.get(i).rtp().number());
                assertThat(pairs.get(0).rtcp().send(new byte[]{(byte) i}, to)).isTrue();
                assertThat(pairs.get(0).rtcp().send(new byte[]{(byte) i}, to)).isTrue();
            }
            await().until(() -> heard.size() == 80);
            assertThat(new HashSet<>(heard)).hasSize(40);
            assertThat(readers).hasSize(1);
            pairs.get(1).close();
            assertThat(pairs.get(1).rtp().send(new byte[]{1}, new InetSocketAddress(ports.address(), 9))).isFalse();
            ports.close();
            ports.close();
            await().until(() -> readers.stream().noneMatch(Thread::isAlive));
            assertThatThrownBy(ports::open).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void portsOfEveryAddressAreNamedByOneThatOthersCanReach() throws Exception {
        try (UdpPorts ports = new UdpPorts("0.0.0.0")) {
            InetAddress address = ports.address();
            assertThat(address.isAnyLocalAddress()).isFalse();
            assertThat(ports.reaches(address)).isTrue();
            assertThat(ports.reaches(InetAddress.getByName("::1"))).isFalse();
            List<InetSocketAddress> heard = new CopyOnWriteArrayList<>();
            UdpPair pair = ports.open();
            pair.rtp().handler((from, packet) -> heard.add(from));
            for (InetAddress to : List.of(address, InetAddress.getByName("127.0.0.1"))) {
                pair.rtcp().send(new byte[]{1}, new InetSocketAddress(to, pair.rtp().number()));
            }
            await().until(() -> heard.size() == 2);
        }
    }

    @Test
    void anAddressThatIsNotOfThisMachineCannotBeBound() {
        try (UdpPorts ports = new UdpPorts("192.0.2.1")) {
            assertThatThrownBy(ports::open).isInstanceOf(UncheckedIOException.class);
        }
    }
}
