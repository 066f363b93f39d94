package io.mediary.sip.dialog;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

import javax.sip.ClientTransaction;
import javax.sip.address.SipURI;
import javax.sip.address.URI;
import javax.sip.message.Request;
import javax.sip.message.Response;

import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.sip.stack.Answers;
import io.mediary.sip.stack.Peer;
import io.mediary.sip.stack.SipEndpoint;
import io.smallrye.mutiny.Uni;

/** Sends the requests of dialogs to where they go. All that comes back comes on the loop. Thread-safe. */
final class Requests {

    private final SipEndpoint sip;
    private final Loop loop;
    private final SipMessages messages;

    Requests(SipEndpoint sip, Loop loop, SipMessages messages) {
        this.sip = sip;
        this.loop = loop;
        this.messages = messages;
    }

    /**
     * How a request ended.
     *
     * @param status of the final response; 408: none came, 503: it could not be sent
     * @param response the response, if one came
     */
    record Ended(int status, Optional<Response> response) {

        boolean ok() {
            return status >= 200 && status < 300;
        }

        /** The other end knows nothing of the dialog, or is not there. */
        boolean gone() {
            return status == 408 || status == 481;
        }
    }

    /** The next hop of a dialog's requests: its first route, or the telephone behind its connection or its address translator, or its own address. */
    Uni<Peer> hop(Ends ends) {
        return Uni.createFrom().deferred(() -> {
            boolean begins = ends.remoteTag().isEmpty();
            if (!ends.routes().isEmpty()) {
                String route = ends.routes().get(0);
                return sip.resolve(messages.uri(route.substring(route.indexOf('<') + 1, route.indexOf('>'))));
            }
            URI target = messages.uri(ends.target());
            Optional<Peer> flow = ends.flow().map(Flow::peer);
            Optional<Peer> open = flow.filter(peer -> peer.isConnection() && sip.isOpen(peer));
            if (open.isPresent()) {
                return Uni.createFrom().item(open.get());
            }
            if (begins && flow.isPresent() && !isAt(target, flow.get())) {
                return registered(flow.get());
            }
            return flow.filter(peer -> !peer.isConnection() && isBehindTranslator(target, peer))
                    .map(peer -> Uni.createFrom().item(peer)).orElseGet(() -> sip.resolve(target));
        }).emitOn(loop);
    }

    /** A telephone is called where it registered from: its contact alone could lead anywhere, past who may be called. */
    private static Uni<Peer> registered(Peer source) {
        return source.isConnection()
                ? Uni.createFrom().failure(Failure.of(ErrorCode.NO_DESTINATION))
                : Uni.createFrom().item(source);
    }

    /** Whether an address, in figures, is on the machine that messages come from. */
    private static boolean isAt(URI target, Peer source) {
        return target instanceof SipURI uri && uri.getMAddrParam() == null
                && isSame(uri.getHost().replaceAll("[\\[\\]]", ""), source);
    }

    /** IPv6 has several spellings for one address; in brackets, what is none is not looked up as a name. */
    private static boolean isSame(String host, Peer source) {
        if (host.indexOf(':') < 0) {
            return source.host().equals(host);
        }
        try {
            return InetAddress.getByName("[" + host + "]").equals(source.address().getAddress());
        } catch (UnknownHostException noAddress) {
            return false;
        }
    }

    /** A private address that is not where its messages come from. */
    private static boolean isBehindTranslator(URI target, Peer source) {
        return target instanceof SipURI uri && isPrivate(uri.getHost()) && !uri.getHost().equals(source.host());
    }

    private static boolean isPrivate(String host) {
        return host.startsWith("10.") || host.startsWith("192.168.") || host.matches("172\\.(1[6-9]|2\\d|3[01])\\..*")
                || host.matches("100\\.(6[4-9]|[7-9]\\d|1[01]\\d|12[0-7])\\..*");
    }

    /** Sends a request and waits for its final response; it never fails. */
    Uni<Ended> ended(Request request, Peer to) {
        return Uni.createFrom().<Ended>emitter(emitter -> send(request, to, new Answers() {
            @Override
            public void response(Response response, Peer from) {
                if (response.getStatusCode() >= 200) {
                    emitter.complete(new Ended(response.getStatusCode(), Optional.of(response)));
                }
            }

            @Override
            public void timeout() {
                emitter.complete(new Ended(408, Optional.empty()));
            }

            @Override
            public void unsent(String why) {
                emitter.complete(new Ended(503, Optional.empty()));
            }
        }));
    }

    /** Sends a request in a transaction; the answers come on the loop. */
    ClientTransaction send(Request request, Peer to, Answers answers) {
        return sip.send(request, to, new Answers() {
            @Override
            public void response(Response response, Peer from) {
                loop.execute(() -> answers.response(response, from));
            }

            @Override
            public void timeout() {
                loop.execute(answers::timeout);
            }

            @Override
            public void unsent(String why) {
                loop.execute(() -> answers.unsent(why));
            }
        });
    }
}
