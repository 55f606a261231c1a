#!/bin/sh
# Brings a realm of Keycloak to what a site declares: settings, scopes, programs that people log in to, groups, and who may
# register further programs.
#
# KEYCLOAK_URL (e.g. http://keycloak:8080), REALM_FILE (the declaration), CLIENT_ID and CLIENT_SECRET (an administrator),
# SECRETS (a folder: a file per program with its secret). What is not declared stays as it is, and nothing is deleted, so
# it may run at any time and as often as one likes. Exit code 1: Keycloak refused something, or is not there (2: wrong call).
set -eu
set -f
umask 077

attempts=${ATTEMPTS:-60} # of a request, while Keycloak is not there yet
pause=${PAUSE:-5}        # seconds between them

say() { printf 'keycloak-realm: %s\n' "$*" >&2; }

misuse() {
  say "$*"
  exit 2
}

# request METHOD PATH [curl's options]: the status into $status, the body into $work/body. Waits while nobody answers.
# Keycloak believes the scheme that a proxy in front of it names; without it it would refuse what is not private.
request() {
  method=$1
  url=$KEYCLOAK_URL$2
  shift 2
  attempt=1
  while :; do
    if status=$(curl --silent --show-error --connect-timeout 10 --max-time 60 --request "$method" \
      --header 'Accept: application/json' --header 'X-Forwarded-Proto: https' \
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
    attempt=$((attempt + 1))
  done
}

# authenticate: a token, which lives for a minute. What is secret goes by files: a command line can be read by others.
authenticate() {
  jq -rn '"grant_type=client_credentials&client_id=\(env.CLIENT_ID | @uri)&client_secret=\(env.CLIENT_SECRET | @uri)"' \
    >"$work/login"
  request POST /realms/master/protocol/openid-connect/token --data "@$work/login" || return 1
  if [ "$status" != 200 ]; then
    say "the administrator $CLIENT_ID is not let in: HTTP $status $(reason)"
    return 1
  fi
  jq -r '"header = \"Authorization: Bearer \(.access_token)\""' "$work/body" >"$work/token"
}

reason() { jq -r '[.errorMessage, .error_description, .error] | map(strings) | .[0] // ""' "$work/body" 2>/dev/null || :; }

# ask METHOD PATH [FILE]: as request, below the realms of administrators, with a body from a file.
ask() {
  asked=$1
  path=/admin/realms$2
  body=${3:-}
  set -- --config "$work/token"
  [ -z "$body" ] || set -- "$@" --header 'Content-Type: application/json' --data-binary "@$body"
  request "$asked" "$path" "$@" || return 1
  if [ "$status" = 401 ]; then
    authenticate || return 1
    request "$asked" "$path" "$@" || return 1
  fi
}

# must METHOD PATH [FILE]: as ask, and no refusal.
must() {
  ask "$@" || return 1
  case $status in
    2??) return 0 ;;
    *)
      say "$1 $path: HTTP $status $(reason)"
      return 1
      ;;
  esac
}

# wanted FILTER: a part of the declaration.
wanted() { jq -c "$1" "$REALM_FILE"; }

# put PATH ID FILE: writes an object that has an id in its address and in itself.
put() {
  jq -c --arg id "$2" '. + {id: $id}' "$3" >"$work/put"
  must PUT "$1/$2" "$work/put"
}

settings() {
  wanted .realm >"$work/realm"
  ask GET "/$realm" || return 1
  case $status in
    200) must PUT "/$realm" "$work/realm" && say "realm $realm: kept" ;;
    404) must POST '' "$work/realm" && say "realm $realm: created" ;;
    *)
      say "GET $path: HTTP $status $(reason)"
      return 1
      ;;
  esac
}

# scope: one scope of $work/one with its mappers; its id into $scope_id.
scope() {
  name=$(jq -r .name "$work/one")
  jq -c 'del(.protocolMappers)' "$work/one" >"$work/scope"
  must GET "/$realm/client-scopes" || return 1
  scope_id=$(jq -r --arg name "$name" '.[] | select(.name == $name) | .id' "$work/body")
  if [ -z "$scope_id" ]; then
    must POST "/$realm/client-scopes" "$work/scope" && must GET "/$realm/client-scopes" || return 1
    scope_id=$(jq -r --arg name "$name" '.[] | select(.name == $name) | .id' "$work/body")
  else
    put "/$realm/client-scopes" "$scope_id" "$work/scope" || return 1
  fi
  printf '%s\n' "$scope_id" >>"$work/scopes"
  models=/$realm/client-scopes/$scope_id/protocol-mappers/models
  must GET "$models" || return 1
  cp "$work/body" "$work/mappers"
  jq -c '.protocolMappers[]' "$work/one" >"$work/wanted-mappers"
  while read -r line; do
    printf '%s\n' "$line" >"$work/mapper"
    id=$(jq -r --slurpfile one "$work/mapper" '.[] | select(.name == $one[0].name) | .id' "$work/mappers")
    if [ -z "$id" ]; then must POST "$models" "$work/mapper"; else put "$models" "$id" "$work/mapper"; fi || return 1
  done <"$work/wanted-mappers"
}

# client: one program of $work/one, with its secret where it has one.
client() {
  id=$(jq -r .clientId "$work/one")
  query=$(jq -r '.clientId | @uri' "$work/one")
  if [ -r "${SECRETS:-}/$id" ]; then
    jq -c --rawfile secret "$SECRETS/$id" '. + {secret: $secret}' "$work/one" >"$work/client"
  else
    cp "$work/one" "$work/client"
  fi
  must GET "/$realm/clients?clientId=$query" || return 1
  found=$(jq -r '.[0].id // empty' "$work/body")
  if [ -z "$found" ]; then
    must POST "/$realm/clients" "$work/client" && must GET "/$realm/clients?clientId=$query" || return 1
    found=$(jq -r '.[0].id // empty' "$work/body")
    say "client $id: created"
  else
    put "/$realm/clients" "$found" "$work/client" || return 1
    say "client $id: kept"
  fi
  while read -r scope_id; do
    must PUT "/$realm/clients/$found/default-client-scopes/$scope_id" || return 1
  done <"$work/scopes"
}

group() {
  ask POST "/$realm/groups" "$work/one" || return 1
  case $status in
    2??) say "group $(jq -r .name "$work/one"): created" ;;
    409) ;; # it is there
    *)
      say "POST $path: HTTP $status $(reason)"
      return 1
      ;;
  esac
}

# policy: one policy of who may register programs, by its provider and for whom it is.
policy() {
  must GET "/$realm/components?type=org.keycloak.services.clientregistration.policy.ClientRegistrationPolicy" || return 1
  jq -c --slurpfile one "$work/one" \
    '.[] | select(.providerId == $one[0].providerId and .subType == $one[0].subType) | .config += $one[0].config' \
    "$work/body" >"$work/policy"
  id=$(jq -r .id "$work/policy")
  if [ -z "$id" ]; then
    say "Keycloak has no policy $(jq -r .providerId "$work/one") any more, so nobody knows who may register programs"
    return 1
  fi
  must PUT "/$realm/components/$id" "$work/policy"
}

# each KEY COMMAND: runs a command for each element of a list of the declaration, which is in $work/one.
each() {
  wanted ".$1[]" >"$work/list-$1"
  while read -r line; do
    printf '%s\n' "$line" >"$work/one"
    "$2" || return 1
  done <"$work/list-$1"
}

[ -n "${KEYCLOAK_URL:-}" ] || misuse 'KEYCLOAK_URL is not set'
[ -n "${CLIENT_ID:-}" ] || misuse 'CLIENT_ID is not set: it names an administrator'
[ -n "${CLIENT_SECRET:-}" ] || misuse 'CLIENT_SECRET is not set'
[ -n "${REALM_FILE:-}" ] || misuse 'REALM_FILE is not set'
[ -r "$REALM_FILE" ] || misuse "REALM_FILE: $REALM_FILE cannot be read"
for command in curl jq; do
  command -v "$command" >/dev/null 2>&1 || misuse "there is no $command on PATH"
done

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 143' TERM INT
: >"$work/scopes"
realm=$(jq -r .realm.realm "$REALM_FILE")

authenticate || exit 1
settings || exit 1
# The token of before knows no realm that was made after it.
authenticate || exit 1
each scopes scope || exit 1
each clients client || exit 1
each groups group || exit 1
each policies policy || exit 1
say "realm $realm is as declared"
