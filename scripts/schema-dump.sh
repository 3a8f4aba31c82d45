#!/usr/bin/env bash
# Keeps the database of a release as its own engines dump it, for the test of upgrades:
#
#   scripts/schema-dump.sh PROGRAM postgres://USER@HOST:PORT/EMPTY_DATABASE?sslmode=disable
#
# PROGRAM is the released one. Writes internal/app/testdata/schema/NNNN.{sqlite,postgres}.sql.gz, NNNN being the
# schema's version, and says the line that belongs into releases.tsv beside them. Needs sqlite3, psql and pg_dump.
set -euo pipefail
program=$(realpath "$1") url=$2
folder=$(cd "$(dirname "$0")/.." && pwd)/internal/app/testdata/schema
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fill() { # URL: the demonstration, its days, an account and a token
  "$program" serve --demo --database "$1" --listen 127.0.0.1:0 --metrics-listen '' 2>"$work/log" & local server=$!
  for _ in $(seq 120); do grep -q serving "$work/log" && break; sleep 1; done
  sleep 10 # the jobs that are caught up at start
  kill -TERM "$server" && wait "$server"
  echo 'una password per la prova' | "$program" user create --database "$1" --email prova@example.org --role editor --organization c_m403 >"$work/out"
  "$program" token create --database "$1" --email prova@example.org --name prova >"$work/out"
  "$program" audit verify --database "$1"
}
# Of the daily numbers, some forty days are enough.
trim="DELETE FROM snapshots WHERE day < (SELECT MAX(day) FROM snapshots WHERE day NOT IN (SELECT DISTINCT day FROM snapshots ORDER BY day DESC LIMIT 40))"
fill "sqlite:$work/dump.db"
sqlite3 "$work/dump.db" "$trim"
fill "$url"
psql -q "$url" -c "$trim"
version=$(printf %04d "$(sqlite3 "$work/dump.db" 'SELECT MAX(version_id) FROM goose_db_version')")
sqlite3 "$work/dump.db" .dump | gzip -9n >"$folder/$version.sqlite.sql.gz"
# What newer clients write for psql alone (\restrict) is left out: the test sends the text as it is.
pg_dump --inserts --rows-per-insert=100 --no-owner --no-privileges "$url" | grep -v '^\\' | gzip -9n >"$folder/$version.postgres.sql.gz"
printf 'releases.tsv: RELEASE\t%s\n' "$version"
