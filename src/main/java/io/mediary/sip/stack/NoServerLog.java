package io.mediary.sip.stack;

import java.util.Properties;

import javax.sip.SipStack;

import gov.nist.core.ServerLogger;
import gov.nist.javax.sip.message.SIPMessage;

/** JAIN-SIP would write every message to a file: it does not. Made by JAIN-SIP, by name. */
public final class NoServerLog implements ServerLogger {

    @Override
    public void closeLogFile() {
        // There is none.
    }

    @Override
    public void logMessage(SIPMessage message, String from, String to, boolean sender, long time) {
        // Not logged: messages carry who calls whom.
    }

    @Override
    public void logMessage(SIPMessage message, String from, String to, String status, boolean sender, long time) {
        // Not logged.
    }

    @Override
    public void logMessage(SIPMessage message, String from, String to, String status, boolean sender) {
        // Not logged.
    }

    @Override
    public void logException(Exception failure) {
        // The other logger has it.
    }

    @Override
    public void setStackProperties(Properties stackProperties) {
        // None concern this.
    }

    @Override
    public void setSipStack(SipStack sipStack) {
        // It needs none.
    }
}
