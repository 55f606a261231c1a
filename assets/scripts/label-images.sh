#!/bin/sh
# Gives the images of a Harbor the labels of the session types that they name themselves, so that a tag that is pushed again
# stays listed: Harbor's labels are on a digest, and each push of `latest` loses them.
#
# HARBOR_URL (e.g. https://images.example.org), HARBOR_USER and HARBOR_PASSWORD (a robot that may label), TYPES (session
# types, blank between). Labels are only added. Exit code 1: something could not be read or labelled (2: wrong call).
set -eu
set -f
umask 077

attempts=6    # of one request; the pauses between them are 1, 2, 4, 8 and 16 seconds
page_size=100 # the most that Harbor gives

say() { printf 'label-images: %s\n' "$*" >&2; }

misuse() {
  say "$*"
  exit 2
}

# ask METHOD PATH [FILE]: the status into $status, the body into $work/body. What Harbor will not answer better is not
# asked again. The password goes by a file: a command line can be read by others.
ask() {
  method=$1
  url=$HARBOR_URL/api/v2.0$2
  body=${3:-}
  set -- --config "$work/login"
  [ -z "$body" ] || set -- "$@" --header 'Content-Type: application/json' --data-binary "@$body"
  attempt=1
  pause=1
  while :; do
    if status=$(curl --silent --show-error --connect-timeout 10 --max-time 60 --request "$method" \
      --header 'Accept: application/json' --header 'X-Is-Resource-Name: true' \
      --output "$work/body" --write-out '%{http_code}' "$@" "$url" 2>"$work/error"); then
      case $status in
        408 | 429 | 5??) reason="HTTP $status" ;;
        *) return 0 ;;
      esac
    else
      reason=$(head -n 1 "$work/error")
    fi
    if [ "$attempt" -ge "$attempts" ]; then
      say "$method $url: $reason ($attempts attempts)"
      return 1
    fi
    sleep "$pause"
    pause=$((pause * 2))
    attempt=$((attempt + 1))
  done
}

# listing PATH FILE: all pages of a listing, an element per line. PATH ends in a query.
listing() {
  : >"$2"
  page=1
  while :; do
    ask GET "$1&page=$page&page_size=$page_size" || return 1
    if [ "$status" != 200 ]; then
      say "$1: HTTP $status"
      return 1
    fi
    if ! jq -c '.[]' "$work/body" >"$work/page" 2>/dev/null; then
      say "$1: the answer is not a JSON list"
      return 1
    fi
    cat "$work/page" >>"$2"
    length=$(grep -c . "$work/page" || :)
    [ "$length" -ge "$page_size" ] || return 0
    page=$((page + 1))
  done
}

# Session types that an image names itself, in both spellings.
# shellcheck disable=SC2016 # the variable is jq's
OWN='def own: ((.extra_attrs.config.Labels // {}) + (.annotations // {})) as $all
  | [$all["ca.nrc.cadc.skaha.session.type"], $all["ca.nrc.cadc.skaha.type"]] | map(strings | split(",")[] | gsub("\\s"; ""))
  | map(select(. != "")) | unique;'

# label PROJECT: one image of $work/image, in as many steps as it lacks labels.
label() {
  # The name of a repository begins with its project and may hold more slashes; Harbor takes those encoded twice.
  path=$(jq -r --arg project "$1" \
    '"/projects/\($project | @uri)/repositories/\(.repository_name | ltrimstr($project + "/") | @uri | @uri)/artifacts"' \
    "$work/image") || return 1
  digest=$(jq -r .digest "$work/image")
  own=$(jq -r "$OWN"' own | join(" ")' "$work/image")
  # An index names nothing; of its images, the one that sessions run counts.
  child=$(jq -r '[.references[]? | select(.platform.os == "linux" and .platform.architecture == "amd64")
    | .child_digest] | .[0] // ""' "$work/image")
  if [ -z "$own" ] && [ -n "$child" ]; then
    ask GET "$path/$child" || return 1
    if [ "$status" = 200 ]; then own=$(jq -r "$OWN"' own | join(" ")' "$work/body"); fi
  fi
  for type in $own; do
    case " $TYPES " in *" $type "*) ;; *) continue ;; esac
    if jq -e --arg type "$type" '[.labels[]?.name] | index($type)' "$work/image" >/dev/null; then continue; fi
    id=$(jq -r --arg type "$type" 'select(.name == $type) | .id' "$work/labels" | head -n 1)
    if [ -z "$id" ]; then
      say "there is no label $type; astroplatform harbor apply makes it"
      continue
    fi
    printf '{"id":%s}' "$id" >"$work/label"
    ask POST "$path/$digest/labels" "$work/label" || return 1
    case $status in
      2??) added=$((added + 1)) ;;
      404 | 409) ;; # the image is gone meanwhile, or somebody was faster
      *)
        say "POST $path/$digest/labels: HTTP $status"
        return 1
        ;;
    esac
  done
}

project() {
  encoded=$(jq -rn --arg name "$1" '$name | @uri')
  listing "/projects/$encoded/artifacts?with_tag=true&with_label=true" "$work/artifacts" || return 1
  # Most images have what they say: only the others are looked at one by one.
  jq -c "$OWN"' select((.tags // []) != []) | own as $own | select(if $own == [] then (.references // []) != []
    else ($own - [.labels[]?.name]) != [] end)' "$work/artifacts" >"$work/tagged" || return 1
  while read -r line; do
    printf '%s\n' "$line" >"$work/image"
    label "$1" || failed=yes
  done <"$work/tagged"
}

[ -n "${HARBOR_URL:-}" ] || misuse 'HARBOR_URL is not set'
[ -n "${HARBOR_USER:-}" ] || misuse 'HARBOR_USER is not set: it names a robot that may label'
[ -n "${HARBOR_PASSWORD:-}" ] || misuse 'HARBOR_PASSWORD is not set'
[ -n "${TYPES:-}" ] || misuse 'TYPES is not set: it names session types, blank between'
for command in curl jq; do
  command -v "$command" >/dev/null 2>&1 || misuse "there is no $command on PATH"
done

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 143' TERM INT
jq -rn '"user = \("\(env.HARBOR_USER):\(env.HARBOR_PASSWORD)" | tojson)"' >"$work/login"

added=0
failed=
listing '/labels?scope=g' "$work/labels" || exit 1
listing '/projects?sort=name' "$work/projects" || exit 1
jq -r .name "$work/projects" >"$work/names"
while read -r name; do
  project "$name" || failed=yes
done <"$work/names"
say "added $added labels"
[ -z "$failed" ] || exit 1
