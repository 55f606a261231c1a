#!/bin/sh
# Builds the menu Applications > Astro Software > <project> > <image:tag> of a desktop: build-menu.sh <host>
#
# From the environment: DESKTOP_SESSION_APP_TOKEN (the session's own token for the platform), SKAHA_API_VERSION (v1).
# The forms of the files are in /desktopstartup. What is built lies in /tmp: it is of no use to the next session, and
# the home directory is a network file system with the user's own menus in it.
set -eu

forms=/desktopstartup
built=/tmp/astro-software
icons=/headless/.icons
desktop=/headless/Desktop

fail() {
  code=$1
  shift
  printf 'build-menu: %s\n' "$*" >&2
  exit "$code"
}

# fill FORM NAME VALUE ...: the form with each @NAME@ replaced. Values hold neither | nor & nor backslash, see below.
fill() {
  form=$forms/$1
  shift
  program=
  while [ $# -gt 1 ]; do
    program="$program;s|@$1@|$2|g"
    shift 2
  done
  sed -e "$program" "$form"
}

host=${1:-}
token=${DESKTOP_SESSION_APP_TOKEN:-}
case $host in
  '' | *[!A-Za-z0-9.:-]*) fail 2 'usage: build-menu.sh <host>' ;;
  *) ;;
esac
[ -n "$token" ] || fail 2 'DESKTOP_SESSION_APP_TOKEN is not set: the platform would not answer'
for command in curl jq; do
  command -v "$command" >/dev/null 2>&1 || fail 127 "there is no $command on PATH: install it in the desktop image"
done

# Where the desktop looks for menus to merge: for all users if the image lets us write there, else for this one.
merged=
for directory in /etc/xdg/menus/applications-merged "${XDG_CONFIG_HOME:-$HOME/.config}/menus/applications-merged"; do
  if mkdir -p "$directory" 2>/dev/null && [ -w "$directory" ]; then
    merged=$directory
    break
  fi
done
[ -n "$merged" ] || fail 1 'there is no writable menus/applications-merged directory'

new=$built.$$
mkdir -p "$new/applications" "$new/directories"
trap 'rm -rf "$new"' EXIT

# The token goes by stdin: a command line can be read by others.
url="https://$host/skaha/${SKAHA_API_VERSION:-v1}/image?type=desktop-app"
printf 'header = "x-auth-token-skaha: %s"\n' "$token" |
  curl --config - --silent --show-error --fail --retry 3 --connect-timeout 10 --max-time 30 \
    --output "$new/images.json" "$url" || fail 1 "$url could not be read"

# One line per image: id, file, group, title of the group, name, repository, newest tag of its repository (1 or 0).
# Everything here ends up in file names, menus and command lines, so an id of any other form is left out.
jq -r -s '
  def version: [scan("[0-9]+|[^0-9]+") | tonumber? // .];
  if length == 1 and (.[0] | type) == "array" then .[0] else error("no list") end
  | [ .[].id | strings | select(test("^[A-Za-z0-9.-]+(:[0-9]+)?/[a-z0-9._-]+(/[a-z0-9._-]+)+:[A-Za-z0-9_][A-Za-z0-9_.-]*$")) ]
  | unique
  | map(. as $id | capture("^(?<host>[^/]+)/(?<project>[^/]+)/(?<repository>.+):(?<tag>[^:]+)$") + {$id})
  | (group_by(.project) | map({key: .[0].project, value: (map(.host) | unique | length)}) | from_entries) as $hosts
  | group_by([.host, .project, .repository])
  | map((map(.tag) | max_by(version)) as $newest | .[] | . + {newest: (if .tag == $newest then 1 else 0 end)})
  | sort_by(.project, .host, .repository, (.tag | version))
  | .[]
  | (if $hosts[.project] > 1 then [.project + "@" + (.host | gsub(":"; "=")), "\(.project) (\(.host))"]
     else [.project, .project] end) as [$group, $title]
  | [.id, (.id | gsub("/"; "+") | gsub(":"; "=")), $group, $title, "\(.repository):\(.tag)",
     (.repository | gsub(".*/"; "")), .newest]
  | @tsv
' "$new/images.json" >"$new/images.tsv" || fail 1 "$url did not answer with a list of images"

# The refresh entry comes first, so that a menu without any image can be read again too.
fill refresh.desktop HOST "$host" >"$new/applications/astro-refresh.desktop"
fill folder.directory NAME 'Astro Software' >"$new/directories/astro-software.directory"
: >"$new/projects"

tab=$(printf '\t')
last=
count=0
while IFS=$tab read -r id file group title name repository newest; do
  if [ "$group" != "$last" ]; then
    fill project.menu GROUP "$group" >>"$new/projects"
    fill folder.directory NAME "$title" >"$new/directories/$group.directory"
    last=$group
  fi
  icon=applications-science
  [ ! -f "$icons/$repository.svg" ] || icon=$icons/$repository.svg
  entry=$new/applications/$file.desktop
  fill app.desktop NAME "$name" IMAGE "$id" ICON "$icon" GROUP "$group" >"$entry"
  # An image that the desktop brings an icon for also gets it on the desktop, with its newest tag.
  if [ "$newest" -eq 1 ] && [ "$icon" != applications-science ] && [ -w "$desktop" ]; then
    cp "$entry" "$desktop/$repository.desktop"
    chmod +x "$desktop/$repository.desktop"
  fi
  count=$((count + 1))
done <"$new/images.tsv"

fill software.menu DIR "$built" | sed -e "/@PROJECTS@/{r $new/projects" -e 'd;}' >"$new/menu"
rm -rf "$built"
mv "$new" "$built"
# Last, because the desktop reads its menus again when this file changes.
cp "$built/menu" "$merged/astro-software.menu"
printf 'build-menu: %s images in the menu\n' "$count" >&2
