#!/usr/bin/env bash
# Installs from Debian what the tests use beyond Go, Node and make, where it is missing and where this user may:
# as root, or with a sudo that asks nothing. Otherwise it says what to install; the tests that need it are then
# skipped, each with its reason. Services that a package would start are kept stopped: the tests start their own.
set -euo pipefail

say() { printf 'set-up: %s\n' "$*"; }

# have PROGRAM: on the path or where Debian keeps PostgreSQL's server programs and its pooler.
have() {
  command -v "$1" >/dev/null 2>&1 && return 0
  [ "$1" = initdb ] && compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null && return 0
  [ "$1" = pgbouncer ] && [ -x /usr/sbin/pgbouncer ]
}

require() { # program, what to do about it
  have "$1" || { say "$1 is missing: $2" >&2; exit 1; }
}
require go 'install Go (https://go.dev/dl/); go.mod names the version'
require node 'install Node.js 20.19 or newer (https://nodejs.org/)'
require npm 'it comes with Node.js'
if ! node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)'; then
  say "Node.js $(node --version) is too old: the asset build needs 20.19 or newer" >&2
  exit 1
fi

missing=()
need() { # program, Debian packages, what for
  local program=$1 packages=$2 reason=$3
  if have "$program"; then return 0; fi
  say "$program is missing ($reason)"
  # shellcheck disable=SC2206 # several packages in one word, on purpose
  missing+=($packages)
}
need chromium chromium 'browser tests'
need initdb postgresql 'tests on PostgreSQL'
need pgbouncer pgbouncer 'tests through a connection pooler'
need promtool prometheus 'alert rules and metrics'
need java default-jre-headless 'HTML checker'
need cc 'gcc libc6-dev' 'race detector'
if [ "${1:-}" = bench ]; then need wrk wrk 'load generator'; fi

if [ ${#missing[@]} -eq 0 ]; then
  say 'everything is there'
  exit 0
fi

if [ "$(id -u)" -eq 0 ]; then
  as_root=()
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
  as_root=(sudo -n)
else
  say "this user may not install packages; ask an administrator for: apt-get install --no-install-recommends ${missing[*]}" >&2
  say 'going on without: what needs them is skipped and listed at the end' >&2
  exit 0
fi
if ! command -v apt-get >/dev/null 2>&1; then
  say "no apt-get on this system; install the equivalents of: ${missing[*]}" >&2
  say 'going on without: what needs them is skipped and listed at the end' >&2
  exit 0
fi

# Debian's packages start their services on installation; policy-rc.d is Debian's own way to say no.
policy=/usr/sbin/policy-rc.d
made_policy=no
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" >/dev/null
  "${as_root[@]}" chmod 755 "$policy"
  made_policy=yes
fi
cleanup() {
  if [ "$made_policy" = yes ]; then "${as_root[@]}" rm -f "$policy"; fi
}
trap cleanup EXIT

say "installing ${missing[*]}"
install=(env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends)
if ! "${as_root[@]}" "${install[@]}" "${missing[@]}" </dev/null >/dev/null 2>&1; then
  "${as_root[@]}" apt-get update -q </dev/null >/dev/null || say 'apt-get update failed; trying with the lists that are there' >&2
  if ! "${as_root[@]}" "${install[@]}" "${missing[@]}" </dev/null; then
    say "could not install ${missing[*]} (see above): what needs them is skipped and listed at the end" >&2
    exit 0
  fi
fi
# Installed for their programs alone: nothing of theirs shall start at the next boot either.
if [ -d /run/systemd/system ]; then
  for unit in prometheus postgresql pgbouncer; do
    case " ${missing[*]} " in
      *" $unit "*) "${as_root[@]}" systemctl disable --quiet --now "$unit" 2>/dev/null || true ;;
    esac
  done
fi
say 'installed'
