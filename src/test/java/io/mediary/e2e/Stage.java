package io.mediary.e2e;

import static org.awaitility.Awaitility.await;

import java.awt.Color;
import java.util.ArrayList;
import java.util.List;

import io.mediary.testing.ApiClient;
import io.mediary.testing.Browser;
import io.mediary.testing.MediaryProcess;

/**
 * A browser with several pages, each at an instance of Mediary with a media server in this JVM, and clients without a
 * page. For one thread.
 */
final class Stage implements AutoCloseable {

    private static final int SESSION_NOT_FOUND = 100062;

    private final Cluster cluster;
    private final Browser browser;
    private final List<Page> pages = new ArrayList<>();
    private final List<ApiClient> clients = new ArrayList<>();
    private MediaryProcess instance;

    /** Starts the processes: one instance. */
    Stage(String name) {
        cluster = new Cluster(name);
        try {
            instance = cluster.instance();
            browser = new Browser();
        } catch (RuntimeException e) {
            closeCluster();
            throw e;
        }
    }

    /** Starts another instance: pages and clients from now on are at it. */
    void nextInstance() {
        instance = cluster.instance();
    }

    /** Opens a page. */
    Page page(String user, Color colour, double hertz) {
        Page page = Page.open(browser, instance, user, colour, hertz);
        pages.add(page);
        return page;
    }

    /** Connects a client that has no page. */
    ApiClient client(String user) {
        ApiClient client = ApiClient.login(instance.socket(), user);
        clients.add(client);
        return client;
    }

    /** How many media objects live but for the pipeline. */
    int mediaObjects() {
        return Math.max(0, cluster.media().openObjects() - 1);
    }

    /** Ends all sessions and waits until nothing of them is left at the media server. */
    void leave() {
        pages.forEach(Page::leave);
        for (ApiClient client : clients) {
            client.request("media/session/get_list").forEach(id -> end(client, id.asText()));
        }
        await("all media objects but the pipeline are gone").atMost(Page.PATIENCE).until(() -> mediaObjects() == 0);
    }

    @Override
    public void close() {
        clients.forEach(ApiClient::close);
        browser.close();
        closeCluster();
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

    private void closeCluster() {
        try {
            cluster.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
