#!/usr/bin/env bash
# make reproducible: builds the last commit twice, in two folders of different depth, the second time without anything
# that an earlier build left, and compares assets and program byte by byte. It needs git and what make build needs.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
GO=${GO:-go}
NPM=${NPM:-npm}

here=$PWD
work=$(mktemp -d)
# What go build leaves in a cache of its own may not be written to.
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
version=$(git describe --tags --always)

# build FOLDER: the commit, its assets, the program.
build() {
  git clone --quiet --no-hardlinks "$here" "$1"
  # A copy: a link would lead the build to another folder, whose way from here it would write down.
  cp -a "$(readlink -f "$here/ui/node_modules")" "$1/ui/node_modules"
  "$NPM" --prefix "$1/ui" run build >"$1.log" 2>&1 || { cat "$1.log"; return 1; }
  (cd "$1" && CGO_ENABLED=0 "$GO" build -trimpath -buildvcs=true \
    -ldflags "-s -w -X github.com/traguardi/traguardi/internal/app.version=$version" -o "$2" ./cmd/traguardi)
}
build "$work/one" "$work/traguardi.one"
GOCACHE=$work/cache build "$work/a/folder/further/down" "$work/traguardi.two"

diff -r "$work/one/ui/dist" "$work/a/folder/further/down/ui/dist" || { echo 'the assets differ'; exit 1; }
sha256sum "$work/traguardi.one" "$work/traguardi.two" | sed "s|$work/||"
cmp "$work/traguardi.one" "$work/traguardi.two" || { echo 'the programs differ'; exit 1; }
if grep -qaF "$work" "$work/traguardi.one"; then echo 'the program names the folder that it was built in'; exit 1; fi
"$GO" version -m "$work/traguardi.one" | grep -E 'vcs\.(revision|modified)'
echo 'twice the same'
