import type { SecretSource } from '../manifest';

/** Quotes a text for sh: it comes out as it is, whatever it holds. */
export const shellQuoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

/** First part of the script: checks the tools, makes the private directory, and talks to the cluster. */
export const PRELUDE = String.raw`set -eu
umask 077

fail() {
  printf 'bootstrap-secrets: %s\n' "$*" >&2
  exit 2
}

context=''
stack=''
rotate=''
while [ "$#" -gt 0 ]; do
  case "$#:$1" in
    [2-9]:--context) context=$2 ;;
    [2-9]:--to-pulumi) stack=$2 ;;
    [2-9]:--rotate) rotate=$2 ;;
    *) fail 'usage: sh bootstrap-secrets.sh [--context NAME] [--to-pulumi STACK | --rotate SOURCE]' ;;
  esac
  shift 2
done
if [ -n "$stack" ] && [ -n "$rotate" ]; then fail '--to-pulumi and --rotate are two things'; fi
for tool in kubectl openssl ${'$'}{stack:+pulumi}; do
  command -v "$tool" >/dev/null 2>&1 || fail "$tool is needed, and not on PATH"
done

work=$(mktemp -d)
hidden=''
finish() {
  rm -rf "$work"
  if [ -n "$hidden" ]; then stty echo; fi
}
trap finish EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

kube() {
  kubectl ${'$'}{context:+--context "$context"} --request-timeout=60s "$@"
}

# recall SOURCE NAMESPACE SECRET KEY: takes the value of a source from the cluster, if it is there and is to stay.
recall() {
  if [ "$1" = "$rotate" ]; then return; fi
  if [ ! -s "$work/$1" ]; then
    kube get secret "$3" --namespace "$2" --ignore-not-found \
      --output "go-template={{with .data}}{{with index . \"$4\"}}{{base64decode .}}{{end}}{{end}}" >"$work/$1"
  fi
}

# put NAMESPACE SECRET: creates what "$work/.manifest" describes, or adds what is missing.
put() {
  version='go-template={{.metadata.resourceVersion}}'
  before=$(kube get secret "$2" --namespace "$1" --ignore-not-found --output "$version")
  after=$(kube apply --server-side --field-manager=astroplatform-bootstrap --filename "$work/.manifest" --output "$version")
  case "$before" in
    '') printf 'Secret %s/%s: created\n' "$1" "$2" ;;
    "$after") printf 'Secret %s/%s: kept\n' "$1" "$2" ;;
    *) printf 'Secret %s/%s: completed\n' "$1" "$2" ;;
  esac
}
`;

/** Gives the values of the cluster to a Pulumi stack, which makes the Secrets from then on. */
export const HAND_OVER = String.raw`
# present SOURCE: stops before anything is done when the cluster does not have the value of a source.
present() {
  [ -s "$work/$1" ] || fail "the cluster has no value of $1"
}

# hand_over SOURCE: keeps the value of a source in the configuration of the stack, encrypted.
hand_over() {
  pulumi config set --secret --stack "$stack" "$1" <"$work/$1"
  printf '%s: given to stack %s\n' "$1" "$stack"
}
`;

/** Lets go of a Secret, so that another engine can take it. */
export const RELEASE = String.raw`
# release NAMESPACE SECRET: nobody owns its fields any more, so the next who applies it does.
release() {
  kube patch secret "$2" --namespace "$1" --type=json \
    --patch='[{"op":"replace","path":"/metadata/managedFields","value":[{}]}]'
}
`;

/** Creates a namespace of the site, so that the script can run before anything else is applied. */
export const NAMESPACE = `
# namespace NAME: creates a namespace if it is missing; its labels come with the other objects.
namespace() {
  found=$(kube get namespace "$1" --ignore-not-found --output name)
  if [ -z "$found" ]; then kube create namespace "$1"; fi
}
`;

/** How a value comes to be, per kind of source. */
export const MAKERS: Readonly<Record<SecretSource['kind'], string>> = {
  generated: String.raw`
# generated SOURCE LENGTH: makes a random text of letters and digits, unless the cluster had one.
generated() {
  if [ -s "$work/$1" ]; then return; fi
  openssl rand -base64 $(($2 * 3 + 64)) | LC_ALL=C tr -dc 'A-Za-z0-9' | cut -c "1-$2" | tr -d '\n' >"$work/$1"
  [ "$(wc -c <"$work/$1")" -eq "$2" ] || fail "could not make the value of $1"
}
`,
  rsa: `
# rsa SOURCE BITS: makes a key pair, unless the cluster had one; the public half always follows from the private one.
rsa() {
  if [ ! -s "$work/$1" ]; then
    openssl genpkey -algorithm RSA -pkeyopt "rsa_keygen_bits:$2" -out "$work/.pem" 2>"$work/.log" || {
      cat "$work/.log" >&2
      fail "could not make the key pair $1"
    }
    openssl pkcs8 -topk8 -nocrypt -in "$work/.pem" -outform DER -out "$work/.der"
    openssl base64 -A -in "$work/.der" >"$work/$1"
  fi
  openssl base64 -d -A -in "$work/$1" -out "$work/.der"
  openssl pkey -inform DER -in "$work/.der" -pubout -outform DER -out "$work/.spki"
  openssl base64 -A -in "$work/.spki" >"$work/$1.public"
  # Since release 3 openssl writes the older form only when it is asked for it; others know no other.
  openssl rsa -traditional -inform DER -in "$work/.der" -outform DER -out "$work/.pkcs1" 2>"$work/.log" ||
    openssl rsa -inform DER -in "$work/.der" -outform DER -out "$work/.pkcs1" 2>"$work/.log" || {
    cat "$work/.log" >&2
    fail "could not write the key pair $1"
  }
  openssl base64 -A -in "$work/.pkcs1" >"$work/$1.pkcs1"
}
`,
  htpasswd: String.raw`
# outlived LINE PASSWORD: forgets a line whose password the cluster has lost.
outlived() {
  if [ ! -s "$work/$2" ]; then rm -f "$work/$1"; fi
}

# password_line SOURCE USER PASSWORD: makes a line of an htpasswd file, unless the cluster had one.
password_line() {
  if [ -s "$work/$1" ]; then return; fi
  if command -v htpasswd >/dev/null 2>&1; then
    htpasswd -niBC 10 "$2" <"$work/$3" | tr -d '
' >"$work/$1"
  elif command -v perl >/dev/null 2>&1; then
    salt=$(openssl rand -base64 96 | LC_ALL=C tr -dc 'A-Za-z0-9' | cut -c 1-22 | head -n 1)
    # shellcheck disable=SC2016 # a program for perl
    perl -e 'local $/; my $word = <STDIN>; print "$ARGV[0]:", crypt($word, "\$2y\$10\$$ARGV[1]") // ""'       "$2" "$salt" <"$work/$3" >"$work/$1"
  fi
  LC_ALL=C grep -q '^[^:]*:\$2[aby]\$10\$.\{53\}$' "$work/$1" 2>/dev/null ||
    fail "could not make the value of $1: that takes htpasswd (Apache's), or a perl whose crypt knows bcrypt"
}
`,
  supplied: String.raw`
# formed SOURCE PATTERN FACT WORDS: refuses a new value that its readers would not read as it was written.
formed() {
  if [ "$(wc -l <"$work/$1")" -eq 0 ] && LC_ALL=C grep -Eqx "$2" "$work/$1"; then return; fi
  fail "$1: the value $3. Give one $4"
}

# given SOURCE VALUE PATTERN FACT WORDS: takes the value that a variable had.
given() {
  if [ -z "$2" ]; then return; fi
  printf '%s' "$2" >"$work/$1"
  formed "$1" "$3" "$4" "$5"
}

# supplied SOURCE VARIABLE DESCRIPTION PATTERN FACT WORDS: asks for a value that neither a variable nor the cluster had.
missing=''
supplied() {
  if [ -s "$work/$1" ]; then return; fi
  if [ -t 0 ]; then
    printf '%s: ' "$3" >&2
    hidden=yes
    stty -echo
    IFS= read -r value || value=''
    stty echo
    hidden=''
    printf '\n' >&2
    printf '%s' "$value" >"$work/$1"
    if [ -n "$value" ]; then formed "$1" "$4" "$5" "$6"; fi
    value=''
  fi
  if [ ! -s "$work/$1" ]; then missing="$missing $2"; fi
}
`,
};
