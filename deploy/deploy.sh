#!/usr/bin/env bash
# Brings a release in, worker by worker: each is stopped (and drains), started on the new release and waited for until it
# is ready. The first one migrates the database. Where one does not become ready, all go back to the former release.
#
#   deploy.sh RELEASE            a folder below $BATON_ROOT/releases
#
#   BATON_ROOT      where releases and the link `current` are          (/opt/baton)
#   BATON_WORKERS   ports of the workers                               ("4041 4042 4043")
#   BATON_CONTROL   a program: `restart PORT`                          (systemctl, on baton@PORT)
#   BATON_PATIENCE  seconds until a worker must be ready               (60)
#   BATON_KEEP      how many releases stay                             (3)
set -euo pipefail

root=${BATON_ROOT:-/opt/baton}
workers=${BATON_WORKERS:-4041 4042 4043}
patience=${BATON_PATIENCE:-60}
keep=${BATON_KEEP:-3}
release=${1:?"Name a release: a folder below $root/releases"}
current=$root/current

fail() { echo "deploy: $*" >&2; exit 1; }

restart() {
  if [ -n "${BATON_CONTROL:-}" ]; then "$BATON_CONTROL" restart "$1"; else systemctl restart "baton@$1"; fi
}

ready() {
  local until=$((SECONDS + patience))
  while [ "$SECONDS" -lt "$until" ]; do
    if curl --silent --fail --max-time 3 --output /dev/null "http://127.0.0.1:$1/readyz"; then return 0; fi
    sleep 0.3
  done
  return 1
}

# In one step: nobody ever finds no release there.
point_to() {
  ln -sfn "$1" "$current.next"
  mv -T "$current.next" "$current"
}

bring() {
  point_to "$1"
  shift
  local port
  for port in "$@"; do
    echo "deploy: worker $port"
    restart "$port" || return 1
    ready "$port" || return 1
  done
}

exec 9>"$root/deploy.lock"
flock -n 9 || fail "another deploy is at work"

target=$root/releases/$release
[ -d "$target" ] || fail "there is no $target"
[ -x "$target/node_modules/.bin/node" ] || fail "$release was not installed: run npm ci there"
(cd "$target" && ./node_modules/.bin/node packages/hub/src/main/bin.ts --help >/dev/null) || fail "$release does not start"
former=$(readlink "$current" || true)

# shellcheck disable=SC2086
if ! bring "$target" $workers; then
  [ -n "$former" ] || fail "$release did not become ready, and there is nothing to go back to"
  echo "deploy: $release did not become ready, going back to $(basename "$former")" >&2
  # shellcheck disable=SC2086
  bring "$former" $workers || fail "the former release did not become ready either"
  fail "$release was taken back"
fi

# The present and the former release stay in any case.
find "$root/releases" -mindepth 1 -maxdepth 1 -type d -printf '%T@ %p\n' | sort -rn | cut -d' ' -f2- |
  { grep -vxF -e "$target" -e "${former:-none}" || true; } | tail -n "+$((keep > 2 ? keep - 1 : 1))" | while read -r old; do
    rm -rf -- "$old"
  done
echo "deploy: $release is there"
