#!/bin/sh
# Before the pod stops: no new sessions come here, and those that are here may end by themselves.
# Ends when there are none, at the latest after DRAIN_SECONDS; the pod's terminationGracePeriodSeconds is longer.
. "$(dirname "$0")/node.sh"

touch "$STATE_DIRECTORY/drained"
end=$(($(date +%s) + DRAIN_SECONDS))
drained=
refused=
while [ "$(date +%s)" -lt "$end" ]; do
  if mine=$(record); then
    if [ -z "$mine" ]; then
      say "Mediary does not know $NODE_IP: nothing to drain"
      exit 0
    fi
    if [ -z "$drained" ] && ask drain "{\"node_id\": \"$(field "$mine" node_id)\"}" >/dev/null; then
      drained=yes
      say "$NODE_IP drains"
    elif [ -n "$drained" ] && [ "$(field "$mine" sessions)" = 0 ]; then
      say "$NODE_IP has no more sessions"
      exit 0
    fi
  elif [ $? = "$REFUSED" ] && [ -z "$refused" ]; then
    # Sessions go on meanwhile, and a pod that stops is not in discovery any more, so soon nobody gives it new ones.
    refused=yes
    say "Mediary refuses operator-token: $NODE_IP is not drained, and waits for $DRAIN_SECONDS s"
  fi
  sleep "${DRAIN_STEP:-2}"
done
say "$NODE_IP still has sessions after $DRAIN_SECONDS s: they end now"
