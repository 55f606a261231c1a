#!/bin/sh
# Makes a VolumeSnapshot of each claim in CLAIMS, waits until it can be used, and takes away what is older than the newest
# KEEP of that claim. Nothing of a claim goes while its new snapshot cannot be used.
#
# NAMESPACE, CLAIMS (names, with spaces between them), CLASS (a VolumeSnapshotClass), KEEP (a number).
# Exit code 0: each claim has a new snapshot; 1: one has not, and why is said; 2: this was started in a wrong way.
set -eu
set -f

attempts=6               # of one request; the pauses between them are 1, 2, 4, 8 and 16 seconds
patience=${PATIENCE:-900} # seconds until a snapshot that cannot be used is given up
account=${SERVICE_ACCOUNT:-/var/run/secrets/kubernetes.io/serviceaccount}

say() { printf 'snapshot-volumes: %s\n' "$*" >&2; }

misuse() {
  say "$*"
  exit 2
}

# ask METHOD URL [FILE]: what the API server answers goes to $work/answer, FILE to the API server. The token goes by stdin: a
# command line can be read by others. What is there already, or gone already, is as wanted.
ask() {
  attempt=1
  pause=1
  while :; do
    if status=$(printf 'header = "Authorization: Bearer %s"\n' "$(cat "$account/token")" |
      curl --config - --silent --show-error --connect-timeout 10 --max-time 60 --cacert "$account/ca.crt" \
        --request "$1" ${3:+--data "@$3"} --header 'Content-Type: application/json' \
        --output "$work/answer" --write-out '%{http_code}' "$2" 2>"$work/error"); then
      case $1$status in
        ???20? | ????20? | ??????20? | POST409 | DELETE404) return 0 ;;
        *408 | *429 | *5??) reason="HTTP $status" ;;
        *)
          say "$1 ${2#"$api"}: HTTP $status: $(jq -r '.message // empty' "$work/answer" 2>/dev/null | head -n 1)"
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

# snapshot CLAIM: makes one, and waits for it.
snapshot() {
  name="$1-$now"
  jq -n --arg name "$name" --arg claim "$1" --arg class "$CLASS" '{
    apiVersion: "snapshot.storage.k8s.io/v1",
    kind: "VolumeSnapshot",
    metadata: {name: $name, labels: {"app.kubernetes.io/managed-by": "astroplatform", "astroplatform.io/claim": $claim}},
    spec: {volumeSnapshotClassName: $class, source: {persistentVolumeClaimName: $claim}}
  }' >"$work/body"
  ask POST "$api/volumesnapshots" "$work/body" || return 1
  waited=0
  while :; do
    ask GET "$api/volumesnapshots/$name" || return 1
    [ "$(jq -r '.status.readyToUse // false' "$work/answer")" != true ] || return 0
    if [ "$waited" -ge "$patience" ]; then
      say "$name cannot be used after $patience seconds: $(jq -r '.status.error.message // "no controller has answered"' "$work/answer" | head -n 1)"
      return 1
    fi
    sleep 5
    waited=$((waited + 5))
  done
}

# prune CLAIM: what is older than the newest KEEP that can be used, and what could never be used and is older than those.
prune() {
  ask GET "$api/volumesnapshots?labelSelector=app.kubernetes.io%2Fmanaged-by%3Dastroplatform%2Castroplatform.io%2Fclaim%3D$1" || return 1
  jq -r --argjson keep "$KEEP" '
    (.items | sort_by(.metadata.creationTimestamp, .metadata.name) | reverse) as $all
    | [$all[] | select(.status.readyToUse == true)] as $usable
    | ($usable[0].metadata.creationTimestamp // "") as $newest
    | ($usable[$keep:] + [$all[] | select(.status.readyToUse != true and .metadata.creationTimestamp < $newest)])[]
    | .metadata.name' "$work/answer" >"$work/old"
  while read -r old; do
    ask DELETE "$api/volumesnapshots/$old" || return 1
    say "$old is older than the newest $KEEP, or was never usable: taken away"
  done <"$work/old"
}

[ -n "${NAMESPACE:-}" ] || misuse 'NAMESPACE is not set'
[ -n "${CLAIMS:-}" ] || misuse 'CLAIMS names no claim'
[ -n "${CLASS:-}" ] || misuse 'CLASS is not set'
KEEP=${KEEP:-}
case $KEEP in
  '' | *[!0-9]* | 0*) misuse 'KEEP is not a number from 1 up' ;;
  *) ;;
esac
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
api="https://$host:${KUBERNETES_SERVICE_PORT:-443}/apis/snapshot.storage.k8s.io/v1/namespaces/$NAMESPACE"
now=$(date -u +%Y%m%d-%H%M%S)

failed=0
for claim in $CLAIMS; do
  if snapshot "$claim" && prune "$claim"; then
    say "$claim: $claim-$now"
  else
    failed=$((failed + 1))
  fi
done
if [ "$failed" -gt 0 ]; then
  say "$failed of the claims have no new snapshot"
  exit 1
fi
