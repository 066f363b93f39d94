package io.mediary.sip.dialog;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.store.Keys;
import io.mediary.store.NewRecord.ConnectionRef;
import io.mediary.store.Scripts;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Response;

/**
 * The dialogs of each line in Redis, and whose each line is. Only who holds the line's connection writes: its epoch is the fence.
 * Each method is one round trip with a timeout. Thread-safe.
 */
@ApplicationScoped
public class DialogStore {

    private static final Logger LOG = Logger.getLogger(DialogStore.class);
    /** Longer than any session lives without being written. */
    private static final Duration KEPT = Duration.ofHours(26);

    private final Scripts scripts;
    private final ObjectMapper json;

    DialogStore(Scripts scripts, ObjectMapper json) {
        this.scripts = scripts;
        this.json = json;
    }

    /** Writes a dialog; fails with {@code invalid_session_id} where another gateway has the line. */
    Uni<Void> save(ConnectionRef line, DialogRecord dialog) {
        try {
            return write(line, dialog.id(), json.writeValueAsString(dialog));
        } catch (JsonProcessingException e) {
            return Uni.createFrom().failure(e);
        }
    }

    /** Forgets a dialog. */
    Uni<Void> remove(ConnectionRef line, String dialog) {
        return write(line, dialog, "");
    }

    private Uni<Void> write(ConnectionRef line, String id, String text) {
        return scripts.run("sip_dialog", List.of(Keys.connection(line.id()), Keys.sipDialogs(line.id())),
                List.of(Long.toString(line.epoch()), id, text, Long.toString(KEPT.toMillis())))
                .onItem().transformToUni(held -> held.toInteger() == 1
                        ? Uni.createFrom().voidItem()
                        : Uni.createFrom().failure(Failure.of(ErrorCode.INVALID_SESSION_ID)));
    }

    /** All dialogs of a line. */
    Uni<List<DialogRecord>> dialogs(String line) {
        return scripts.command(Command.HVALS, Keys.sipDialogs(line)).map(all -> {
            List<DialogRecord> dialogs = new ArrayList<>();
            for (Response one : all) {
                read(one.toString()).ifPresent(dialogs::add);
            }
            return dialogs;
        });
    }

    /** One that cannot be read keeps nobody from the others. */
    private Optional<DialogRecord> read(String text) {
        try {
            return Optional.of(json.readValue(text, DialogRecord.class));
        } catch (JsonProcessingException e) {
            LOG.errorf(e, "a line holds a broken dialog");
            return Optional.empty();
        }
    }

    /** The lines that there are, each with the instance that has it; {@code ""}: given away. */
    Uni<Map<String, String>> lines() {
        return scripts.fields(Keys.SIP_LINES);
    }

    /**
     * Makes a line another's.
     *
     * @param from who must have it; {@code ""}: nobody, or it is new
     * @param to {@code ""}: whoever comes
     * @return false: somebody else has it
     */
    Uni<Boolean> pass(String line, String from, String to) {
        return scripts.run("sip_line", Keys.SIP_LINES, line, from, to).map(done -> done.toInteger() == 1);
    }

    /** A line is over. */
    Uni<Void> forget(String line) {
        return Uni.join().all(scripts.command(Command.HDEL, Keys.SIP_LINES, line),
                scripts.command(Command.DEL, Keys.sipDialogs(line))).andFailFast().replaceWithVoid();
    }

    /** A gateway takes calls from now on. @param line on which it is invited */
    Uni<Void> enter(String instance, String line) {
        return scripts.command(Command.HSET, Keys.SIP_GATEWAYS, instance, line).replaceWithVoid();
    }

    /** A gateway takes no calls any more. */
    Uni<Void> leave(String instance) {
        return scripts.command(Command.HDEL, Keys.SIP_GATEWAYS, instance).replaceWithVoid();
    }

    /** The gateways that take calls, by instance, each with its line; those that died a moment ago are among them. */
    public Uni<Map<String, String>> gateways() {
        return scripts.fields(Keys.SIP_GATEWAYS);
    }
}
