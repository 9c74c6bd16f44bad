#!/usr/bin/env bash
# Does what a newcomer does: clones the last commit into an empty folder with an empty npm cache, starts the hub until
# its address answers, ends it, and runs the tests. `npm run fresh -- start` leaves the tests out.
set -euo pipefail

source_folder="$(cd "$(dirname "$0")/.." && pwd)"
work="$(mktemp -d)"
npm_pid=''
cleanup() {
  if [ -n "$npm_pid" ]; then kill -TERM "$npm_pid" 2>/dev/null || true; fi
  rm -rf "$work"
}
trap cleanup EXIT

# The packaged Node of this checkout must not help, so its folders leave the PATH.
PATH="$(printf '%s' "$PATH" | tr ':' '\n' | grep -v '/node_modules/' | paste -sd: -)"
export PATH npm_config_cache="$work/npm-cache"
since() { awk -v a="$1" -v b="$(date +%s.%N)" 'BEGIN { printf "%.1f s", b - a }'; }

git clone --quiet --no-local "$source_folder" "$work/baton"
cd "$work/baton"
echo "Cloned $(git log -1 --format='%h %s') with Node $(node --version)."

start_hub() {
  local began log="$work/start.log" address=''
  began="$(date +%s.%N)"
  npm start -- --port 0 --data "$work/data" >"$log" 2>&1 &
  npm_pid=$!
  for _ in $(seq 600); do
    if ! kill -0 "$npm_pid" 2>/dev/null; then
      cat "$log"
      echo "npm start ended by itself."
      exit 1
    fi
    address="$(grep -Eo 'http://[^[:space:]]+' "$log" | head -n 1 || true)"
    if [ -n "$address" ] && curl --silent --fail --output /dev/null "$address"; then break; fi
    address=''
    sleep 0.2
  done
  if [ -z "$address" ]; then
    cat "$log"
    echo "No address answered within two minutes."
    exit 1
  fi
  echo "$1: $address answered after $(since "$began")."
  began="$(date +%s.%N)"
  kill -TERM "$npm_pid"
  local code=0
  wait "$npm_pid" || code=$?
  npm_pid=''
  echo "$1: ended with exit code $code after $(since "$began")."
  [ "$code" -eq 0 ]
}

start_hub 'First start'
start_hub 'Second start'

if [ "${1:-}" != 'start' ]; then
  began="$(date +%s.%N)"
  npm test
  echo "npm test took $(since "$began")."
fi
