package io.mediary.sip.stack;

import java.util.Properties;

import org.jboss.logging.Logger;

import gov.nist.core.StackLogger;

/** What JAIN-SIP logs, in our log: its complaints of messages are no errors of ours, so they are debug lines. Made by JAIN-SIP, by name. */
public final class StackLog implements StackLogger {

    private static final Logger LOG = Logger.getLogger(StackLog.class);

    @Override
    public void logStackTrace() {
        // It asks for one in places that are no trouble.
    }

    @Override
    public void logStackTrace(int traceLevel) {
        logStackTrace();
    }

    @Override
    public int getLineCount() {
        return 0;
    }

    @Override
    public void logException(Throwable failure) {
        LOG.debug("JAIN-SIP", failure);
    }

    @Override
    public void logDebug(String message) {
        LOG.trace(message);
    }

    @Override
    public void logTrace(String message) {
        LOG.trace(message);
    }

    @Override
    public void logFatalError(String message) {
        LOG.error(message);
    }

    @Override
    public void logError(String message) {
        LOG.debug(message);
    }

    @Override
    public void logError(String message, Exception failure) {
        LOG.debug(message, failure);
    }

    @Override
    public void logWarning(String message) {
        LOG.debug(message);
    }

    @Override
    public void logInfo(String message) {
        LOG.trace(message);
    }

    @Override
    public boolean isLoggingEnabled() {
        return LOG.isDebugEnabled();
    }

    @Override
    public boolean isLoggingEnabled(int logLevel) {
        return logLevel <= TRACE_ERROR ? LOG.isDebugEnabled() : LOG.isTraceEnabled();
    }

    @Override
    public void disableLogging() {
        // Levels are set as those of all categories.
    }

    @Override
    public void enableLogging() {
        // As above.
    }

    @Override
    public void setBuildTimeStamp(String buildTimeStamp) {
        LOG.tracef("JAIN-SIP built %s", buildTimeStamp);
    }

    @Override
    public void setStackProperties(Properties stackProperties) {
        // None concern us.
    }

    @Override
    public String getLoggerName() {
        return LOG.getName();
    }
}
