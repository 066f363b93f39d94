package io.mediary.function;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

/** The numbers and texts are a contract with every client there is. */
class ErrorCatalogueTest {

    private static final String EXPECTED = """
            100001 normal_termination Normal termination
            100002 internal_error Internal error
            100004 invalid_state Invalid state
            100005 timeout Timeout
            100006 not_implemented Not implemented
            100009 process_down Process failed
            100010 registered_down Registered process stopped
            100011 user_stop User stop
            100012 member_stop Member stop
            100013 api_stop API stop received
            100030 unauthorized Unauthorized
            100031 not_authenticated Not authenticated
            100032 already_authenticated Already authenticated
            100033 user_not_found User not found
            100034 duplicated_session_id Duplicated session id
            100035 invalid_session_id Invalid session id
            100036 member_not_found Member not found
            100037 invalid_role Invalid role
            100040 invalid_operation Invalid operation
            100041 invalid_parameters Invalid parameters
            100042 unknown_command Unknown command 'X'
            100043 invalid_action Invalid action 'X'
            100044 syntax_error Syntax error: X
            100045 missing_field Missing field: X
            100046 invalid_value Invalid value: X
            100050 message_too_large Message too large
            100051 too_many_requests Too many requests
            100052 unavailable Temporarily unavailable
            100060 session_timeout Session timeout
            100061 session_stop Session stop
            100062 session_not_found Session not found
            100070 invalid_uri Invalid Uri
            100071 unknown_peer Unknown peer
            300001 no_mediaserver No mediaserver available
            300002 different_mediaserver Different mediaserver
            300003 unknown_backend Unknown backend
            300004 session_failed Session has failed
            300005 incompatible_session Incompatible session
            300010 offer_not_set Offer not set
            300011 offer_already_set Offer already set
            300012 answer_not_set Answer not set
            300013 answer_already_set Answer already set
            300014 no_ice_candidates No ICE candidates
            300015 missing_sdp Missing SDP
            300020 bridge_stop Bridge stop
            300021 peer_stopped Peer session stopped
            300030 no_active_recorder No active recorder
            300031 no_active_player No active player
            300032 no_active_room No active room
            303001 kms_error Kurento error X
            304001 room_not_found Room not found
            304002 room_already_exists Room already exists
            304003 room_destroyed Room destroyed
            304004 no_room_members No remaining room members
            304005 invalid_publisher Invalid publisher
            304006 publisher_stop Publisher stopped
            305001 call_error Call error
            305002 call_not_found Call not found
            305003 call_rejected Call rejected
            305004 ring_timeout Ring timeout
            305005 no_destination No destination
            305006 no_answer No answer
            305007 already_answered Already answered
            305008 originator_cancel Originator cancel
            305009 caller_stopped Caller stopped
            305010 callee_stopped Callee stopped
            305011 api_hangup Api hangup
            306001 recording_not_found Recording not found
            306002 node_not_found Node not found
            """;

    @Test
    void numbersNamesAndTextsAreThoseOfTheContract() {
        String actual = Arrays.stream(ErrorCode.values())
                .map(code -> code.code() + " " + code.wireName() + " " + code.text("X"))
                .collect(Collectors.joining("\n", "", "\n"));

        assertThat(actual).isEqualTo(EXPECTED);
    }

    @Test
    void statusesAreThoseOfTheDoorsTable() {
        assertThat(Arrays.stream(ErrorCode.values())).allSatisfy(code -> assertThat(code.httpStatus())
                .as(code.wireName()).isEqualTo(expectedStatus(code)));
    }

    private static int expectedStatus(ErrorCode code) {
        return switch (code) {
            case INTERNAL_ERROR -> 500;
            case NOT_IMPLEMENTED -> 501;
            case KMS_ERROR -> 502;
            case NO_MEDIASERVER, UNAVAILABLE -> 503;
            case TIMEOUT -> 504;
            case NOT_AUTHENTICATED -> 401;
            case UNAUTHORIZED -> 403;
            case MESSAGE_TOO_LARGE -> 413;
            case TOO_MANY_REQUESTS -> 429;
            case UNKNOWN_COMMAND, UNKNOWN_PEER, NO_DESTINATION -> 404;
            case INVALID_SESSION_ID, INVALID_ROLE, INVALID_OPERATION, INVALID_PARAMETERS, INVALID_ACTION, SYNTAX_ERROR,
                    MISSING_FIELD, INVALID_VALUE, INVALID_URI, UNKNOWN_BACKEND, MISSING_SDP ->
                400;
            default -> code.wireName().endsWith("_not_found") ? 404 : 409;
        };
    }
}
