package io.mediary.session;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;

import io.mediary.function.ErrorCode;
import io.mediary.media.MediaEvent;
import io.mediary.media.MediaEvents;
import io.mediary.media.MediaSnapshot;
import io.mediary.relay.Relays;
import io.mediary.room.Rooms;
import io.mediary.session.Session.Pending;
import io.mediary.store.Candidates;
import io.mediary.store.Kind;
import io.mediary.store.LogEntry;
import io.mediary.store.Records;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/** What media servers tell becomes the events of sessions. */
@ApplicationScoped
public class SessionMediaEvents implements MediaEvents {

    private final Records records;
    private final Candidates candidates;
    private final Sessions sessions;
    private final SessionEnding ending;
    private final Rooms rooms;
    private final SessionEvents events;
    private final SessionDocument document;
    private final Consolidation consolidation;
    private final Playback playback;
    private final SessionRecording recording;
    private final SessionAdoption adoption;
    private final Relays relays;
    private final LostSessions lostSessions;

    SessionMediaEvents(Records records, Candidates candidates, Sessions sessions, SessionEnding ending, Rooms rooms,
            SessionEvents events, SessionDocument document, Consolidation consolidation, Playback playback,
            SessionRecording recording, SessionAdoption adoption, Relays relays, LostSessions lostSessions) {
        this.records = records;
        this.candidates = candidates;
        this.sessions = sessions;
        this.ending = ending;
        this.rooms = rooms;
        this.events = events;
        this.document = document;
        this.consolidation = consolidation;
        this.playback = playback;
        this.recording = recording;
        this.adoption = adoption;
        this.relays = relays;
        this.lostSessions = lostSessions;
    }

    @Override
    public Uni<Void> on(MediaEvent event) {
        String id = event.sessionId();
        if (event instanceof MediaEvent.CandidateFound found) {
            return waiting(candidates.found(Kind.SESSION, id, events.candidate(id, found.candidate())))
                    .flatMap(session -> alsoToMaster(session, master -> new MediaEvent.CandidateFound(master,
                            found.candidate())));
        } else if (event instanceof MediaEvent.GatheringDone) {
            return waiting(candidates.last(Kind.SESSION, id, events.candidateEnd(id), MediaState.gathered()))
                    .call(this::gathered)
                    .flatMap(session -> alsoToMaster(session, MediaEvent.GatheringDone::new));
        } else if (event instanceof MediaEvent.ConnectionChanged changed) {
            return log(id, events.connection(id, changed.up()), MediaState.connection(changed.up()));
        } else if (event instanceof MediaEvent.FlowChanged flow) {
            return log(id, events.flow(id, flow.kind(), flow.incoming(), flow.flowing()),
                    MediaState.flow(flow.kind(), flow.incoming(), flow.flowing()));
        } else if (event instanceof MediaEvent.StateChanged state) {
            return log(id, events.state(id, state.subject(), state.state()), Map.of(state.subject(), state.state()));
        }
        return ofOthers(event);
    }

    private Uni<Void> ofOthers(MediaEvent event) {
        String id = event.sessionId();
        if (event instanceof MediaEvent.PlayerEnded ended) {
            return playback.ended(id, ended.player());
        } else if (event instanceof MediaEvent.PlayerFailed failed) {
            return playback.failed(id, failed.player(), failed.description(), failed.opened());
        } else if (event instanceof MediaEvent.RecorderChanged changed) {
            return recording.changed(id, changed.recorder(), changed.state());
        } else if (event instanceof MediaEvent.RecorderFailed failed) {
            return recording.failed(id, failed.recorder(), failed.description());
        }
        return end(id);
    }

    /** {@inheritDoc} Each difference is told as the event that was missed. */
    @Override
    public Uni<Void> found(MediaSnapshot snapshot) {
        return adoption.missed(snapshot)
                .onItem().transformToMulti(missed -> Multi.createFrom().iterable(missed))
                .onItem().transformToUniAndConcatenate(this::on)
                .collect().asList().replaceWithVoid();
    }

    /** {@inheritDoc} What cannot be told now does not keep the others from being told; it fails after them. */
    @Override
    public Uni<Void> lost(String node) {
        return Uni.join().all(lostSessions.at(node), rooms.lost(node), relays.lost(node)).andCollectFailures()
                .replaceWithVoid();
    }

    private Uni<Optional<Session>> waiting(Uni<Optional<String>> taken) {
        return taken.map(doc -> doc.map(document::read));
    }

    private Uni<Void> gathered(Optional<Session> gathering) {
        return gathering
                .flatMap(session -> session.pending()
                        .filter(pending -> pending.by() == Pending.Side.SERVER)
                        .map(pending -> consolidation.complete(session.sessionId(), pending)))
                .orElseGet(() -> Uni.createFrom().voidItem());
    }

    /** A slave that answers for a master without a media server has the master's client as a second reader of its candidates. */
    private Uni<Void> alsoToMaster(Optional<Session> finding, Function<String, MediaEvent> event) {
        return finding
                .filter(slave -> slave.options().setMasterAnswer() && slave.place().isPresent())
                .flatMap(slave -> slave.link().masterId())
                .map(master -> sessions.live(master)
                        .flatMap(found -> found.filter(it -> it.place().isEmpty()).isPresent()
                                ? on(event.apply(master))
                                : Uni.createFrom().voidItem()))
                .orElseGet(() -> Uni.createFrom().voidItem());
    }

    private Uni<Void> log(String id, LogEntry entry, Map<String, String> state) {
        return records.log(Kind.SESSION, id, List.of(entry), state);
    }

    /** What is not a session is a relay, or nothing any more. */
    private Uni<Void> end(String id) {
        return sessions.change(id, (lease, session) -> ending.end(session, ErrorCode.SESSION_FAILED)
                .map(change -> Sessions.Step.write(change, true)))
                .flatMap(ended -> ended.isPresent() ? Uni.createFrom().voidItem() : relays.failed(id));
    }
}
