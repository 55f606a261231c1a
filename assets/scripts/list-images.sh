#!/bin/sh
# Lists the labelled images of every Harbor for the session service, as the Redis list `public`.
#
# HARBOR_HOSTS (host names, blank between), REDIS_HOST, REDIS_PORT (6379), REDIS_PASSWORD (of the Redis user `images`).
# HARBOR_URL, where the only host of HARBOR_HOSTS answers inside the cluster, and HARBOR_CA, a file with the authority of
# its certificate.
# The list is replaced in one step, and only when every registry was read in full; otherwise the last good list stays
# and the exit code is 1 (2: wrong call). The registries are read without login on purpose: what this list holds,
# anybody may pull, so sessions start from it without a pull secret.
set -eu
set -f

attempts=6     # of one request; the pauses between them are 1, 2, 4, 8 and 16 seconds
readings=3     # of one listing that changes while it is read
page_size=100  # the most that Harbor gives

say() { printf 'list-images: %s\n' "$*" >&2; }

misuse() {
  say "$*"
  exit 2
}

# fetch URL: one page into $work/page, an element per line; the length of the whole listing into $total.
fetch() {
  attempt=1
  pause=1
  while :; do
    if status=$(curl --silent --show-error --connect-timeout 10 --max-time 60 \
      ${HARBOR_CA:+--cacert "$HARBOR_CA"} --header 'Accept: application/json' --header 'X-Is-Resource-Name: true' \
      --dump-header "$work/head" --output "$work/body" --write-out '%{http_code}' "$1" 2>"$work/error"); then
      case $status in
        200)
          total=$(sed -n 's/^[Xx]-[Tt]otal-[Cc]ount: *\([0-9]\{1,9\}\)[^0-9]*$/\1/p' "$work/head" | tail -n 1)
          if ! jq -c -s 'if length == 1 and (.[0] | type) == "array" then .[0][] else error("no list") end' \
            "$work/body" >"$work/page" 2>/dev/null; then
            reason='the answer is not a JSON list'
          elif [ -z "$total" ]; then
            reason='the answer has no X-Total-Count, as that of a Harbor has'
          else
            return 0
          fi
          ;;
        408 | 429 | 5??) reason="HTTP $status" ;;
        *)
          say "$1: HTTP $status"
          return 1
          ;;
      esac
    else
      reason=$(head -n 1 "$work/error")
    fi
    if [ "$attempt" -ge "$attempts" ]; then
      say "$1: $reason ($attempts attempts)"
      return 1
    fi
    sleep "$pause"
    pause=$((pause * 2))
    attempt=$((attempt + 1))
  done
}

# pages URL FILE KEY: all pages of a listing into FILE. Fails with 1 when one cannot be had, with 2 when they do not add
# up to what each of them announces. KEY names the member that tells two elements apart.
pages() {
  : >"$2"
  page=1
  expected=
  while :; do
    fetch "$1&page=$page&page_size=$page_size" || return 1
    [ "$total" = "${expected:=$total}" ] || return 2
    cat "$work/page" >>"$2" || return 1
    have=$(grep -c . "$2" || :)
    [ "$have" -lt "$expected" ] || break
    # An empty page before the end: there is less than was announced.
    [ -s "$work/page" ] || return 2
    page=$((page + 1))
  done
  # One element may have been seen twice while another one slipped to a page that was read already.
  [ "$page" -eq 1 ] || have=$(jq -r ".$3" "$2" | sort -u | grep -c . || :)
  [ "$have" -eq "$expected" ] || return 2
}

# listing URL FILE KEY: as pages, but reads again what somebody changed meanwhile.
listing() {
  reading=1
  while [ "$reading" -le "$readings" ]; do
    result=0
    pages "$@" || result=$?
    [ "$result" -eq 2 ] || return "$result"
    sleep 1
    reading=$((reading + 1))
  done
  say "$1: changed while it was read, $readings times"
  return 1
}

# harvest HOST: appends {"id","types","digest"} to $work/images for every tag of every labelled artifact.
harvest() {
  api=${HARBOR_URL:-https://$1}/api/v2.0
  # Sorted by something that does not change, so that a push during the reading shifts as little as possible.
  listing "$api/projects?sort=name" "$work/projects" name || return 1
  jq -r '.name' "$work/projects" >"$work/names" || return 1
  while read -r project; do
    path=$(jq -rn --arg name "$project" '$name | @uri') || return 1
    listing "$api/projects/$path/repositories?sort=name" "$work/repositories" name || return 1
    # The name of a repository begins with its project and may hold more slashes; Harbor takes those encoded twice.
    jq -r --arg project "$project" '.name as $name | ($name | ltrimstr($project + "/") | @uri | @uri) + " " + $name' \
      "$work/repositories" >"$work/paths" || return 1
    while read -r repository name; do
      listing "$api/projects/$path/repositories/$repository/artifacts?with_tag=true&with_label=true" \
        "$work/artifacts" digest || return 1
      jq -c --arg name "$1/$name" '
        select((.labels // []) != [])
        | {types: [.labels[].name] | unique, digest} as $rest
        | .tags // [] | .[] | {id: "\($name):\(.name)"} + $rest
      ' "$work/artifacts" >>"$work/images" || return 1
    done <"$work/paths"
  done <"$work/names"
}

# The password goes by the environment: a command line can be read by others.
redis() {
  REDISCLI_AUTH=$REDIS_PASSWORD timeout 60 redis-cli -e --raw --no-auth-warning --user images \
    -h "$REDIS_HOST" -p "${REDIS_PORT:-6379}" "$@" 2>"$work/error"
}

# publish: one RPUSH to a key of its own, then RENAME: readers see the old list or the new one, never a part.
publish() {
  key=$(date +%s)
  jq -r -s --arg key "$key" '
    def quoted: "\"" + (split("\\") | join("\\\\") | split("\"") | join("\\\"")) + "\"";
    "RPUSH \($key) " + (map(tojson | quoted) | join(" "))
  ' "$work/list" >"$work/command"
  # Commands that come by stdin have no exit code of their own: the reply must be the number of images. Anything on
  # stderr is an error too: after a wrong password redis-cli goes on as another user.
  reply=$(redis <"$work/command") || return 1
  [ "$reply" = "$count" ] && [ ! -s "$work/error" ] || return 1
  reply=$(redis RENAME "$key" public) || return 1
  [ "$reply" = OK ] && [ ! -s "$work/error" ]
}

[ -n "${HARBOR_HOSTS:-}" ] || misuse 'HARBOR_HOSTS is not set: it names the registries to list, blank between them'
[ -n "${REDIS_HOST:-}" ] || misuse 'REDIS_HOST is not set'
[ -n "${REDIS_PASSWORD:-}" ] || misuse 'REDIS_PASSWORD is not set: it is the password of the Redis user images'
for host in $HARBOR_HOSTS; do
  case $host in
    *[!A-Za-z0-9.:-]* | -*) misuse "HARBOR_HOSTS: $host is not a host name" ;;
    *) ;;
  esac
done
for command in curl jq redis-cli timeout; do
  command -v "$command" >/dev/null 2>&1 || misuse "there is no $command on PATH"
done

case ${HARBOR_URL:+$HARBOR_HOSTS} in
  *' '*) misuse 'HARBOR_URL is the address of one host, and HARBOR_HOSTS names several' ;;
  *) ;;
esac

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 143' TERM INT

: >"$work/images"
failed=
for host in $HARBOR_HOSTS; do
  harvest "$host" || failed="$failed $host"
done

if [ -n "$failed" ]; then
  say "not read in full:$failed. The last good list stays."
  exit 1
fi

LC_ALL=C sort -u "$work/images" >"$work/list"
count=$(grep -c . "$work/list" || :)
if [ "$count" -eq 0 ]; then
  # Anybody may read the list. A registry that is new has nothing yet, and that is no failure.
  if [ -z "$(redis-cli -h "$REDIS_HOST" -p "${REDIS_PORT:-6379}" LRANGE public 0 0 2>&1)" ]; then
    say 'no image has both a label and a tag yet'
    exit 0
  fi
  say 'no image has both a label and a tag, and an empty list replaces none. The last good list stays.'
  exit 1
fi

attempt=1
pause=1
until publish; do
  say "Redis did not take the list (attempt $attempt): $(printf '%s' "${reply:-}" | cat - "$work/error" | head -n 1)"
  if [ "$attempt" -ge 3 ]; then
    say 'The last good list stays.'
    exit 1
  fi
  # Also makes the next key another one.
  sleep "$pause"
  pause=$((pause * 2))
  attempt=$((attempt + 1))
done
say "published $count images"
