# What the hooks share. Sourced.
#
#   MEDIARY_URL      any instance: http://mediary.NAMESPACE.svc.cluster.local
#   MEDIARY_TOKEN    an administrator's token
#   NODE_IP          the address that this media server is known by
#   STATE_DIRECTORY  outlives the container, not the pod

# What ask and record return where the token is not an administrator's (any more). No exit code of curl.
REFUSED=100

# $1: the command, $2: its data. The token is not to be read off the command line.
ask() {
  answer=$(printf 'header = "Authorization: Bearer %s"\n' "$MEDIARY_TOKEN" |
    curl --config - --silent --show-error --max-time 10 --header 'Content-Type: application/json' \
      --write-out ' %{http_code}' --data "$2" "$MEDIARY_URL/v1/media/node/$1") || return
  case ${answer##* } in
    200) printf '%s' "${answer% *}" ;;
    401 | 403) return $REFUSED ;;
    *)
      say "$1: HTTP ${answer##* }" >&2
      return 1
      ;;
  esac
}

# Mediary's record of this media server, on one line; nothing where it has none. Fails where nobody answers.
record() {
  list=$(ask get_list '{}') || return
  printf '%s' "$list" | tr '{' '\n' | grep -F -e "://$NODE_IP:" -e "://[$NODE_IP]:" || true
}

# $1: a record, $2: a field of it.
field() {
  printf '%s' "$1" | sed -n "s/.*\"$2\":\"\{0,1\}\([^\",}]*\).*/\1/p"
}

say() {
  printf '%s %s\n' "$(date -u +%H:%M:%S)" "$*"
}
