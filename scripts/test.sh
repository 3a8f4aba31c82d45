#!/usr/bin/env bash
# make test: every check of the project, one after the other, and a summary at the end. A check that fails does
# not stop the others. Usage: scripts/test.sh all|go|e2e
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

what=${1:-all}
GO=${GO:-go}
NPM=${NPM:-npm}
RACE=${RACE:-light}
GOVULNCHECK=${GOVULNCHECK:-golang.org/x/vuln/cmd/govulncheck@v1.9.0}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
record=$work/record.tsv # outcome, name, reason: one row per check or test
: >"$record"
report=$work/testreport
"$GO" build -o "$report" ./scripts/testreport

note() { printf '%s\t%s\t%s\n' "$1" "$2" "$3" >>"$record"; }
title() { printf '\n== %s\n' "$*"; }

# step NAME COMMAND…: one check that passes or fails as a whole.
step() {
  local name=$1
  shift
  title "$name"
  if "$@" </dev/null; then note pass "$name" ''; else note fail "$name" "$* failed, see above"; fi
}
# step_with PROGRAM NAME COMMAND…: the same, skipped where the program is missing.
step_with() {
  local program=$1 name=$2
  shift
  if ! command -v "$program" >/dev/null 2>&1; then
    title "$name"
    echo "skipped: $program is not installed"
    note skip "$name" "$program is not installed"
    return 0
  fi
  shift
  step "$name" "$@"
}

go_sources() { find cmd internal scripts sql ui -name '*.go' -not -path '*/node_modules/*'; }
gofmt_clean() {
  local bad
  bad=$(go_sources | xargs gofmt -l)
  [ -z "$bad" ] || { printf 'not gofmt-ed:\n%s\n' "$bad"; return 1; }
}
has_script() { "$NPM" --prefix ui pkg get "scripts.$1" | grep -qv '^{}$'; }

# go_tests NAME GOFLAGS PACKAGES…
go_tests() {
  local name=$1 flags=$2
  shift 2
  [ $# -gt 0 ] || return 0
  title "$name"
  local -a status
  set +e
  # shellcheck disable=SC2086 # the flags are words
  "$GO" test -json $flags "$@" </dev/null 2>&1 | "$report" go -record "$record"
  status=("${PIPESTATUS[@]}")
  set -e
  # The report writes a row for each failure it understood; this one is for those it did not.
  if [ "${status[0]}" -ne 0 ] && [ "${status[1]}" -eq 0 ] || [ "${status[1]}" -gt 1 ]; then
    note fail "$name" "go test exited ${status[0]}, the report ${status[1]}: see above"
  fi
}

# light_packages: those whose tests do not compile the embedded database in, which is slow to build and to run under
# the race detector.
light_packages() {
  "$GO" list -test -f '{{.ImportPath}} {{range .Deps}}{{.}} {{end}}' ./... |
    awk '$1 ~ /\.test$/ && !/ modernc\.org\/sqlite / { sub(/\.test$/, "", $1); print $1 }'
}

test_go() {
  local all light='' heavy=''
  if ! all=$("$GO" list ./...); then
    note fail 'Go tests' 'go list ./... failed, see above'
    return 0
  fi
  case $RACE in
    off) heavy=$all ;;
    all) light=$all ;;
    *)
      light=$(light_packages)
      heavy=$(comm -23 <(sort <<<"$all") <(sort <<<"$light"))
      ;;
  esac
  if [ -n "$light" ] && ! command -v "${CC:-cc}" >/dev/null 2>&1; then
    note skip 'race detector' 'no C compiler: the same tests ran without it'
    heavy=$all light=''
  fi
  # shellcheck disable=SC2086 # package paths are words
  go_tests 'Go tests under the race detector' '-race' $light
  # shellcheck disable=SC2086
  go_tests 'Go tests' '' $heavy
}

test_e2e() {
  title 'browser tests'
  if ! has_script test:e2e; then
    note skip 'browser tests' 'ui/package.json has no script test:e2e'
    return 0
  fi
  if ! command -v chromium >/dev/null 2>&1; then
    note skip 'browser tests' 'chromium is not installed'
    return 0
  fi
  local status=0
  "$NPM" --prefix ui run test:e2e </dev/null 2>&1 | tee "$work/e2e.log" || status=$?
  # It exits with 1 for a test that failed, whose row is then in the record.
  "$report" node -record "$record" -exit "$status" <"$work/e2e.log" || [ $? -eq 1 ] ||
    note fail 'browser tests' 'their output could not be read, see above'
}

test_alerts() {
  step_with promtool 'alert rules are valid' promtool check rules ops/prometheus/rules.yml
  step_with promtool 'alerts fire when they should' promtool test rules ops/prometheus/rules_test.yml
  step_with promtool 'Prometheus example is valid' promtool check config --syntax-only ops/prometheus/prometheus.yml
  step_with promtool 'Prometheus beside compose is valid' promtool check config --syntax-only ops/prometheus/prometheus.compose.yml
}

# test_vulnerabilities: its database is on the network. Where that cannot be reached nothing was looked up, and the
# summary says so.
test_vulnerabilities() {
  local name='known vulnerabilities' log=$work/vulnerabilities.log status=0
  title "$name"
  timeout 900 "$GO" run "$GOVULNCHECK" ./... </dev/null >"$log" 2>&1 || status=$?
  cat "$log"
  if [ "$status" -eq 0 ]; then
    note pass "$name" ''
  elif [ "$status" -eq 124 ] || grep -qE '^govulncheck: fetching vulnerabilities|dial tcp|i/o timeout|connection refused' "$log"; then
    note skip "$name" 'their database (vuln.go.dev) or govulncheck cannot be fetched: nothing was looked up'
  else
    note fail "$name" "$GOVULNCHECK ./... failed, see above"
  fi
}

started=$SECONDS
scripts/test-setup.sh
title 'assets and program'
# Never fatal here: the failure is recorded and the checks that can run, run.
if make --no-print-directory build </dev/null; then note pass 'make build' ''; else note fail 'make build' 'see above'; fi

case $what in
  go) test_go ;;
  e2e) test_e2e ;;
  all)
    step 'gofmt' gofmt_clean
    step 'go vet' "$GO" vet ./...
    test_go
    test_vulnerabilities
    test_alerts
    if has_script lint:openapi; then
      step 'OpenAPI document' "$NPM" --prefix ui run lint:openapi
    else
      note skip 'OpenAPI document' 'ui/package.json has no script lint:openapi'
    fi
    if has_script lint:ts; then
      step 'scripts of the pages' "$NPM" --prefix ui run lint:ts
    else
      note skip 'scripts of the pages' 'ui/package.json has no script lint:ts'
    fi
    test_e2e
    ;;
  *)
    echo "usage: scripts/test.sh all|go|e2e" >&2
    exit 2
    ;;
esac

title "summary after $((SECONDS - started)) s"
"$report" total "$record"
