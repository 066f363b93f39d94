package io.mediary.sip.dialog;

import io.mediary.config.SipConfig;
import io.mediary.signal.Signals;
import io.mediary.sip.stack.SipEndpoint;

/** What each dialog of this gateway works with. */
record Parts(SipEndpoint sip, SipMessages messages, Requests requests, Loop loop, DialogStore store, Dialogs dialogs,
        SipConfig config, Signals signals, Dialling dialling, TelephoneAudio audio) {
}
