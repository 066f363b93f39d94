package io.mediary.testing;

import java.net.URI;

import org.jboss.logging.Logger;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;

import io.mediary.embedded.EmbeddedRedis;

/**
 * Where the tests' Redis runs: in a container where Docker is there and has the image, else as a process of this machine.
 * {@code -Dmediary.test.redis=container} or {@code =process} leaves no choice.
 */
interface RunningRedis extends AutoCloseable {

    /** Where it listens. */
    URI url();

    @Override
    void close();

    /** Starts one, without persistence. */
    static RunningRedis start() {
        return switch (System.getProperty("mediary.test.redis", "")) {
            case "container" -> new Container();
            case "process" -> new OfThisMachine(EmbeddedRedis.start("127.0.0.1", 0));
            case "" ->
                Container.isPossible() ? new Container() : new OfThisMachine(EmbeddedRedis.start("127.0.0.1", 0));
            default -> throw new IllegalArgumentException("mediary.test.redis is container or process");
        };
    }

    /** In a process. */
    record OfThisMachine(EmbeddedRedis redis) implements RunningRedis {

        @Override
        public URI url() {
            return redis.url();
        }

        @Override
        public void close() {
            redis.close();
        }
    }

    /** In a container of its own. */
    final class Container implements RunningRedis {

        private static final Logger LOG = Logger.getLogger(RunningRedis.class);
        private static final String IMAGE = "redis:7";
        private static final int PORT = 6379;

        private final GenericContainer<?> container = new GenericContainer<>(DockerImageName.parse(IMAGE))
                .withExposedPorts(PORT)
                .withCreateContainerCmdModifier(create -> create.getHostConfig().withPortBindings(
                        new PortBinding(Ports.Binding.bindIp("127.0.0.1"), ExposedPort.tcp(PORT))))
                .withCommand("redis-server", "--save", "", "--appendonly", "no", "--protected-mode", "no")
                .waitingFor(Wait.forLogMessage(".*Ready to accept connections.*\\n", 1));

        Container() {
            container.start();
        }

        /** Only an image that is there already: a test does not wait for a download. */
        static boolean isPossible() {
            try {
                if (!DockerClientFactory.instance().isDockerAvailable()) {
                    return false;
                }
                boolean there = !DockerClientFactory.instance().client().listImagesCmd().withImageNameFilter(IMAGE)
                        .exec().isEmpty();
                if (!there) {
                    LOG.infof("Docker has no %s: Redis runs as a process", IMAGE);
                }
                return there;
            } catch (RuntimeException unusable) {
                LOG.warnf(unusable, "Docker is there but cannot be used: Redis runs as a process");
                return false;
            }
        }

        @Override
        public URI url() {
            return URI.create("redis://127.0.0.1:" + container.getMappedPort(PORT));
        }

        @Override
        public void close() {
            container.close();
        }
    }
}
