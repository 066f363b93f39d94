#!/bin/sh
# After the pod has started: a media server that its former pod has drained takes sessions again. One that an operator has drained
# stays so when only its process was started anew.
. "$(dirname "$0")/node.sh"

if [ -e "$STATE_DIRECTORY/started" ] && [ ! -e "$STATE_DIRECTORY/drained" ]; then
  exit 0
fi
touch "$STATE_DIRECTORY/started"
end=$(($(date +%s) + ${RETURN_SECONDS:-600}))
while [ "$(date +%s)" -lt "$end" ]; do
  if mine=$(record); then
    case $(field "$mine" state) in
      up)
        rm -f "$STATE_DIRECTORY/drained"
        say "$NODE_IP takes sessions"
        exit 0
        ;;
      draining)
        ask undrain "{\"node_id\": \"$(field "$mine" node_id)\"}" >/dev/null && say "$NODE_IP is taken back"
        ;;
    esac
  elif [ $? = "$REFUSED" ]; then
    say "Mediary refuses operator-token: whether $NODE_IP is drained is not known"
    exit 1
  fi
  sleep "${RETURN_STEP:-2}"
done
say "$NODE_IP was not taken back within ${RETURN_SECONDS:-600} s: see media/node/get_list"
exit 1
