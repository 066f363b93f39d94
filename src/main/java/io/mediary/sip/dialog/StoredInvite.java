package io.mediary.sip.dialog;

import java.text.ParseException;
import java.util.Optional;

import javax.sip.ServerTransaction;
import javax.sip.header.ToHeader;
import javax.sip.message.Request;
import javax.sip.message.Response;

import io.mediary.sip.stack.Incoming;
import io.mediary.sip.stack.Peer;
import io.mediary.sip.stack.SipEndpoint;
import io.mediary.sip.stack.WayBack;

/**
 * An INVITE that came to another gateway, which is gone: its responses go where it came from, or, for its connection went with that gateway, by a new one to
 * where its Via says, without a transaction. The caller knows them by their Via. Thread-safe.
 */
final class StoredInvite implements Incoming {

    private final SipEndpoint sip;
    private final Request request;
    private final Peer source;
    private final String tag;

    StoredInvite(SipEndpoint sip, Request request, Peer source, String tag) {
        this.sip = sip;
        this.request = request;
        this.source = source;
        this.tag = tag;
    }

    @Override
    public Request request() {
        return request;
    }

    @Override
    public Peer source() {
        return source;
    }

    @Override
    public Optional<ServerTransaction> transaction() {
        return Optional.empty();
    }

    @Override
    public Response response(int status) {
        try {
            Response response = sip.messages().createResponse(status, request);
            ((ToHeader) response.getHeader(ToHeader.NAME)).setTag(tag);
            return response;
        } catch (ParseException e) {
            throw new SipMessages.Malformed(e);
        }
    }

    @Override
    public String tag() {
        return tag;
    }

    @Override
    public void answer(Response response) {
        sip.sendAnew(response, back());
    }

    @Override
    public Peer back() {
        return WayBack.of(request, source, sip.isOpen(source));
    }
}
