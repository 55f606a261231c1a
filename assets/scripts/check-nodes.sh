#!/bin/sh
# Compares what a site declares of its nodes with the nodes of the cluster that this pod runs in.
#
# CONTRACTS (a file) holds the declarations; check-nodes.jq beside this script compares. Exit code 0: all is as declared;
# 1: something is not, a line for each; 2: the nodes could not be read, so nothing is known.
set -eu
set -f

attempts=6 # of one request; the pauses between them are 1, 2, 4, 8 and 16 seconds
account=${SERVICE_ACCOUNT:-/var/run/secrets/kubernetes.io/serviceaccount}

say() { printf 'check-nodes: %s\n' "$*" >&2; }

misuse() {
  say "$*"
  exit 2
}

# fetch URL: one page of nodes into $work/page. The token goes by stdin: a command line can be read by others.
fetch() {
  attempt=1
  pause=1
  while :; do
    if status=$(printf 'header = "Authorization: Bearer %s"\n' "$(cat "$account/token")" |
      curl --config - --silent --show-error --connect-timeout 10 --max-time 60 --cacert "$account/ca.crt" \
        --header 'Accept: application/json' --output "$work/page" --write-out '%{http_code}' "$1" 2>"$work/error"); then
      case $status in
        200) return 0 ;;
        408 | 429 | 5??) reason="HTTP $status" ;;
        *)
          say "the API server answers HTTP $status: $(jq -r '.message // empty' "$work/page" 2>/dev/null | head -n 1)"
          return 1
          ;;
      esac
    else
      reason=$(head -n 1 "$work/error")
    fi
    if [ "$attempt" -ge "$attempts" ]; then
      say "the API server cannot be asked: $reason ($attempts attempts)"
      return 1
    fi
    sleep "$pause"
    pause=$((pause * 2))
    attempt=$((attempt + 1))
  done
}

[ -r "${CONTRACTS:-}" ] || misuse 'CONTRACTS is not the name of a file that can be read'
[ -n "${KUBERNETES_SERVICE_HOST:-}" ] || misuse 'KUBERNETES_SERVICE_HOST is not set: this runs in a pod'
[ -r "$account/token" ] || misuse "there is no token in $account"
for command in curl jq; do
  command -v "$command" >/dev/null 2>&1 || misuse "there is no $command on PATH"
done

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 143' TERM INT

# An address of IPv6 is in brackets in a URL.
case $KUBERNETES_SERVICE_HOST in
  *:*) host="[$KUBERNETES_SERVICE_HOST]" ;;
  *) host=$KUBERNETES_SERVICE_HOST ;;
esac
api="https://$host:${KUBERNETES_SERVICE_PORT:-443}/api/v1/nodes?limit=500"
next=
: >"$work/nodes"
while :; do
  fetch "$api$next" || exit 2
  # A node is long, most of it the images on it.
  jq -c '.items[] | {metadata: (.metadata | {name, labels}), spec: {taints: .spec.taints}, status: {allocatable: .status.allocatable}}' \
    "$work/page" >>"$work/nodes" || misuse 'the answer is no list of nodes'
  token=$(jq -r '.metadata.continue // "" | @uri' "$work/page")
  [ -n "$token" ] || break
  next="&continue=$token"
done

jq -s --slurpfile contracts "$CONTRACTS" '{contracts: $contracts[0], nodes: .}' "$work/nodes" >"$work/both"
jq -r -f "${0%/*}/check-nodes.jq" "$work/both" >"$work/faults" || misuse 'the nodes could not be compared'
count=$(grep -c . "$work/nodes" || :)
if [ -s "$work/faults" ]; then
  cat "$work/faults"
  say "$(grep -c . "$work/faults") of what is declared does not hold, $count nodes seen"
  exit 1
fi
say "all is as declared, $count nodes seen"
