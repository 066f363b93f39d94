package io.mediary.embedded.rpc;

import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.embedded.engine.Element;
import io.mediary.embedded.engine.MediaKind;

/**
 * Kurento's `MediaElement`: a node of the media graph. Each kind of media is connected by itself, and only the source
 * of a connection tells about it. Thread-safe.
 */
abstract class MediaElement extends MediaObject {

    private static final String PAD = "default";

    private final MediaPipeline pipeline;
    private final Element element;
    private final Set<MediaKind> flowingIn = EnumSet.noneOf(MediaKind.class);
    private final Set<MediaKind> flowingOut = EnumSet.noneOf(MediaKind.class);

    /** Makes an element below the pipeline that the constructor parameters name. Owns `element` from now on. */
    MediaElement(Creation creation, Element element) {
        super(creation.type(), Optional.of(creation.arguments().object("mediaPipeline", MediaPipeline.class)));
        this.pipeline = creation.arguments().object("mediaPipeline", MediaPipeline.class);
        this.element = element;
        preset("encoderBitrate", 300_000);
        preset("minEncoderBitrate", 0);
        preset("maxEncoderBitrate", Integer.MAX_VALUE);
        pipeline.register(element, this);
    }

    @Override
    Object invoke(Operation operation, Arguments arguments, MediaSet set) throws RpcException {
        return switch (operation.name()) {
            case "connect" -> connect(sink(arguments), kinds(arguments));
            case "disconnect" -> disconnect(sink(arguments), kinds(arguments));
            case "getSinkConnections" -> sinkConnections(kinds(arguments));
            case "getSourceConnections" -> sourceConnections(kinds(arguments));
            case "isMediaFlowingIn" -> flows(flowingIn, arguments);
            case "isMediaFlowingOut" -> flows(flowingOut, arguments);
            case "isMediaTranscoding" -> false;
            case "getStats" -> stats(kinds(arguments));
            default -> super.invoke(operation, arguments, set);
        };
    }

    /** Counters of the element, or null where there are none. */
    Object stats(List<MediaKind> kinds) {
        return null;
    }

    /** The element's source of this kind started or stopped to give media: for elements whose engine part tells nothing. */
    void sourceFlows(MediaKind kind, boolean flowing) {
    }

    /** Media of this kind started or stopped to go into the element. */
    final void flowIn(MediaKind kind, boolean flowing) {
        flow("MediaFlowInStateChanged", flowingIn, kind, flowing);
    }

    /** Media of this kind started or stopped to come out of the element; its sinks are told. */
    final void flowOut(MediaKind kind, boolean flowing) {
        if (flow("MediaFlowOutStateChanged", flowingOut, kind, flowing)) {
            sinks(kind).forEach(sink -> sink.sourceFlows(kind, flowing));
        }
    }

    @Override
    void close() {
        synchronized (pipeline.wiring()) {
            for (MediaKind kind : MediaKind.values()) {
                source(kind).filter(source -> source != this)
                        .ifPresent(source -> source.told("ElementDisconnected", kind, this));
                sinks(kind).forEach(sink -> sink.sourceFlows(kind, false));
            }
            pipeline.unregister(element);
            element.close();
        }
    }

    private Object connect(MediaElement sink, List<MediaKind> kinds) {
        synchronized (pipeline.wiring()) {
            for (MediaKind kind : kinds) {
                Optional<MediaElement> before = sink.source(kind);
                element.connect(kind, sink.element);
                before.ifPresent(source -> source.told("ElementDisconnected", kind, sink));
                told("ElementConnected", kind, sink);
                sink.sourceFlows(kind, flows(flowingOut, kind));
            }
        }
        return null;
    }

    /** Kurento tells of a disconnection even where nothing was connected. */
    private Object disconnect(MediaElement sink, List<MediaKind> kinds) {
        synchronized (pipeline.wiring()) {
            for (MediaKind kind : kinds) {
                boolean connected = sink.source(kind).filter(source -> source == this).isPresent();
                element.disconnect(kind, sink.element);
                told("ElementDisconnected", kind, sink);
                if (connected) {
                    sink.sourceFlows(kind, false);
                }
            }
        }
        return null;
    }

    private ArrayNode sinkConnections(List<MediaKind> kinds) {
        ArrayNode connections = Json.array();
        byName(kinds).forEach(kind -> sinks(kind).forEach(sink -> connections.add(connection(this, sink, kind))));
        return connections;
    }

    private ArrayNode sourceConnections(List<MediaKind> kinds) {
        ArrayNode connections = Json.array();
        byName(kinds)
                .forEach(kind -> source(kind).ifPresent(source -> connections.add(connection(source, this, kind))));
        return connections;
    }

    private static ObjectNode connection(MediaElement source, MediaElement sink, MediaKind kind) {
        return Json.complex("ElementConnectionData").put("sink", sink.id()).put("sinkDescription", PAD)
                .put("source", source.id()).put("sourceDescription", PAD).put("type", kind.name());
    }

    private void told(String event, MediaKind kind, MediaElement sink) {
        emit(event, Json.object().put("mediaType", kind.name()).put("sink", sink.id()).put("sinkMediaDescription", PAD)
                .put("sourceMediaDescription", PAD));
    }

    private boolean flow(String event, Set<MediaKind> flows, MediaKind kind, boolean flowing) {
        synchronized (flows) {
            if (!(flowing ? flows.add(kind) : flows.remove(kind))) {
                return false;
            }
        }
        emit(event, Json.object().put("mediaType", kind.name()).put("padName", PAD).put("state",
                flowing ? "FLOWING" : "NOT_FLOWING"));
        return true;
    }

    private static boolean flows(Set<MediaKind> flows, Arguments arguments) {
        return flows(flows, MediaKind.valueOf(arguments.text("mediaType")));
    }

    private static boolean flows(Set<MediaKind> flows, MediaKind kind) {
        synchronized (flows) {
            return flows.contains(kind);
        }
    }

    private Optional<MediaElement> source(MediaKind kind) {
        return element.source(kind).flatMap(pipeline::objectOf);
    }

    private List<MediaElement> sinks(MediaKind kind) {
        return element.sinks(kind).stream().flatMap(sink -> pipeline.objectOf(sink).stream()).toList();
    }

    private MediaElement sink(Arguments arguments) throws RpcException {
        MediaElement sink = arguments.object("sink", MediaElement.class);
        if (sink.pipeline != pipeline) {
            throw ErrorType.CONNECT_ERROR.with("Media elements do not share pipeline");
        }
        return sink;
    }

    private static List<MediaKind> kinds(Arguments arguments) {
        return arguments.constant("mediaType", MediaKind.class).map(List::of).orElse(List.of(MediaKind.values()));
    }

    private static Stream<MediaKind> byName(List<MediaKind> kinds) {
        return kinds.stream().sorted(Comparator.comparing(MediaKind::name));
    }
}
