package io.mediary.session;

import java.util.List;
import java.util.Optional;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;

import io.mediary.contract.Offers;
import io.mediary.media.Place;
import io.mediary.session.sdp.Description;
import io.mediary.session.sdp.SdpType;

/** What it takes to read a session's record, and to write it. */
@State(Scope.Thread)
public class DocumentJmh {

    private final SessionDocument document = new SessionDocument(new ObjectMapper().registerModule(new Jdk8Module()));
    private final Session session = session();
    private final String doc = document.write(session);

    /** From Redis. */
    @Benchmark
    public Object readsRecord() {
        return document.read(doc);
    }

    /** To Redis. */
    @Benchmark
    public Object writesRecord() {
        return document.write(session);
    }

    private static Session session() {
        Optional<Description> description = Optional
                .of(new Description(Offers.contractOffer(), SdpType.WEBRTC, true));
        Session.Options options = new Session.Options(false, false, 5_000, SdpType.WEBRTC, 60, 60, false, true, false,
                Session.Access.USER);
        return new Session("session", "echo", Optional.empty(), Session.Role.OFFEREE, "user", Optional.empty(),
                options, Session.Media.OPEN, description, description, Optional.empty(),
                new Session.Link(Optional.empty(), List.of()), Optional.empty(), Optional.of(new Place("node", "line")),
                Optional.empty(), Optional.empty(), 0, Optional.empty());
    }
}
