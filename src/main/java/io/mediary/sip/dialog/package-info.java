/**
 * SIP dialogs as ends of calls. A gateway has an API connection of its own, a {@code Line}, in process: calls invite it as they
 * invite browsers, and it answers, hangs up and hears of events as they do. What a dialog is made of is a record in Redis beside the line, so that
 * another gateway takes the line over with all its dialogs when this one dies. All of it runs on one event loop.
 */
package io.mediary.sip.dialog;
