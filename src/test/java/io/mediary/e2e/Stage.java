package io.mediary.e2e;

import static org.awaitility.Awaitility.await;

import java.awt.Color;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import io.mediary.testing.ApiClient;
import io.mediary.testing.Balancer;
import io.mediary.testing.Browser;
import io.mediary.testing.MediaryProcess;

/**
 * What the tests of a class share: a media server in this JVM, an instance of Mediary or more, a browser with pages, and
 * clients without a page. After each test all sessions are ended, and nothing of them may be left at the media server.
 * For one thread.
 */
final class Stage implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {

    private static final int SESSION_NOT_FOUND = 100062;

    private static final Path LOGS = Path.of("target/e2e");

    private final String name;
    private final String[] settings;
    private final List<Page> pages = new ArrayList<>();
    private final List<ApiClient> clients = new ArrayList<>();
    private final List<MediaryProcess> instances = new ArrayList<>();
    private Cluster cluster;
    private Browser browser;
    private Balancer balancer;
    private URI address;

    /**
     * Under this name its processes write their logs.
     *
     * @param settings of all its instances: key, value, key, value
     */
    Stage(String name, String... settings) {
        this.name = name;
        this.settings = settings;
    }

    /** A new directory beside the logs. */
    static Path directory(String name) {
        try {
            Files.createDirectories(LOGS);
            return Files.createTempDirectory(LOGS.toAbsolutePath(), name + "-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        cluster = new Cluster(name);
        nextInstance();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        pages.forEach(Page::leave);
        for (ApiClient client : clients) {
            client.request("media/session/get_list").forEach(id -> end(client, id.asText()));
        }
        await("all media objects but the pipeline are gone").atMost(Page.PATIENCE).until(() -> mediaObjects() == 0);
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        clients.forEach(ApiClient::close);
        if (browser != null) {
            browser.close();
        }
        if (balancer != null) {
            balancer.close();
        }
        cluster.close();
    }

    /** The instance that was started last. */
    MediaryProcess instance() {
        return instances.get(instances.size() - 1);
    }

    /** Starts another instance: pages and clients from now on are at it. */
    MediaryProcess nextInstance() {
        MediaryProcess instance = cluster.instance(settings);
        instances.add(instance);
        address = instance.http("");
        return instance;
    }

    /** Pages from now on are at one address for all instances: the eldest that lives serves them. */
    void balance() {
        balancer = new Balancer(instances);
        address = balancer.url();
    }

    /** Opens a page. */
    Page page(String user, Color colour, double hertz) {
        if (browser == null) {
            browser = new Browser();
        }
        Page page = Page.open(browser, address, user, colour, hertz);
        pages.add(page);
        return page;
    }

    /** Connects a client that has no page. */
    ApiClient client(String user) {
        ApiClient client = ApiClient.login(instance().socket(), user);
        clients.add(client);
        return client;
    }

    /** How many media objects live but for the pipeline. */
    int mediaObjects() {
        return Math.max(0, cluster.media().openObjects() - 1);
    }

    /** One that was bridged to another page's may be ending by itself. */
    private static void end(ApiClient client, String session) {
        try {
            client.request("media/session/destroy", "session_id", session);
        } catch (ApiClient.ErrorAnswer answer) {
            if (answer.code() != SESSION_NOT_FOUND) {
                throw answer;
            }
        }
    }
}
