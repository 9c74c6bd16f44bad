#!/bin/sh
# Makes this machine a loudspeaker of a Baton hub: brings the hub's own agent, starts it with systemd, and says with which
# code to let it in. Run again it upgrades; --uninstall takes everything away.
set -eu
umask 022

AGENT_SHA256='@AGENT_SHA256@'
OLDEST_NODE='@OLDEST_NODE@'
OLDEST_MPV='0.35'
UNIT='baton-agent.service'
ACCOUNT='baton-agent'
ANSWERS_WITHIN_S=30

usage() {
  cat <<'TEXT'
Makes this machine a loudspeaker of a Baton hub.

  --hub URL            address of the hub
  --name NAME          what the loudspeaker is called (default: this machine)
  --audio-device NAME  sound card, as `mpv --audio-device=help` names it
  --replaygain HOW     auto, track, album or off
  --tag-reader WHICH   what reads NFC tags: pcsc, evdev:NAME, or a device with a tag on each line
  --listen [HOST:]PORT waits here to be called by the hub, instead of following it
  --callers LIST       with --listen: addresses and networks that may call, beside the hub
  --music DIR          with --listen: its own music folder
  --follow             follows the hub again, as it does without --listen
  --box                a box of the household, with music of its own
  --uninstall          takes away everything that this has brought
  --help               prints this

What was said once is kept when it is run again.
TEXT
}

say() { printf '%s\n' "$*"; }
fail() { printf '%s\n' "$*" >&2; exit 1; }
has() { command -v "$1" >/dev/null 2>&1; }

# The whole is read before anything of it runs: a download that breaks off does nothing.
main() {
  hub='' name='' card='' gain='' reader='' box='' listen='' callers='' music='' follow='' wanted=install
  while [ $# -gt 0 ]; do
    case $1 in
      --hub) value "$@"; hub=${2%/}; shift 2 ;;
      --name) value "$@"; name=$2; shift 2 ;;
      --audio-device) value "$@"; card=$2; shift 2 ;;
      --replaygain) value "$@"; gain=$2; shift 2 ;;
      --tag-reader) value "$@"; reader=$2; shift 2 ;;
      --listen) value "$@"; listen=$2; shift 2 ;;
      --callers) value "$@"; callers=$2; shift 2 ;;
      --music) value "$@"; music=$2; shift 2 ;;
      --follow) follow=1; shift ;;
      --box) box=1; shift ;;
      --uninstall) wanted=uninstall; shift ;;
      --help) usage; return ;;
      *) fail "There is no option $1. Ask for --help." ;;
    esac
  done
  places
  if [ "$wanted" = uninstall ]; then uninstall; return; fi

  settle
  need_mpv
  tell_of_reader
  mkdir -p "$home"
  # Beside what it becomes, so that each file is replaced at once.
  work=$(mktemp -d "$home/.new-XXXXXX")
  trap 'rm -rf "$work"' EXIT
  find_node
  bring_agent
  write_settings
  if has_systemd; then run_by_systemd; else run_here; fi
}

value() {
  [ $# -ge 2 ] || fail "$1 needs a value. Ask for --help."
  # Each setting is one line of a file that systemd reads.
  [ "$(printf '%s' "$2" | tr -d '[:cntrl:]')" = "$2" ] || fail "$1 has a character that cannot be."
}

# For everybody of this machine where root runs it, else for whoever runs it.
places() {
  if [ "$(id -u)" = 0 ]; then
    home=/usr/local/lib/baton-agent state=/var/lib/baton-agent units=/etc/systemd/system
    systemctl='systemctl' journal="journalctl -u $UNIT" sudo=''
  else
    [ -n "${HOME:-}" ] || fail 'HOME is not set.'
    home=${XDG_DATA_HOME:-$HOME/.local/share}/baton-agent state=$HOME/.baton-agent
    units=${XDG_CONFIG_HOME:-$HOME/.config}/systemd/user
    export XDG_RUNTIME_DIR="${XDG_RUNTIME_DIR:-/run/user/$(id -u)}"
    systemctl='systemctl --user' journal="journalctl --user -u $UNIT" sudo='sudo '
  fi
  settings=$home/settings unit=$units/$UNIT
}

# What is not said now is what was said before, unless what is said makes it a loudspeaker of the other kind.
settle() {
  [ -z "$listen" ] || [ -z "$reader$box" ] || fail '--listen goes with neither --box nor --tag-reader.'
  follow=$follow$reader$box
  [ -n "$hub" ] || hub=$(kept BATON_HUB)
  [ -n "$name" ] || name=$(kept BATON_NAME)
  [ -n "$card" ] || card=$(kept BATON_AUDIO_DEVICE)
  [ -n "$gain" ] || gain=$(kept BATON_REPLAYGAIN)
  if [ -z "$listen" ]; then
    [ -n "$reader" ] || reader=$(kept BATON_TAG_READER)
    [ -n "$box" ] || box=$(kept BATON_BOX)
  fi
  if [ -z "$follow" ]; then
    [ -n "$listen" ] || listen=$(kept BATON_LISTEN)
    [ -n "$callers" ] || callers=$(kept BATON_CALLERS)
    [ -n "$music" ] || music=$(kept BATON_AGENT_MUSIC)
  fi
  [ -n "$listen" ] || [ -z "$callers$music" ] || fail '--callers and --music are of use only with --listen.'
  case $hub in
    http://*|https://*) ;;
    '') fail 'Which hub? Say --hub http://its-address:4040.' ;;
    *) fail '--hub has to be an address such as http://hub.local:4040.' ;;
  esac
}

kept() {
  [ -f "$settings" ] || return 0
  sed -n "s/^$1=\"\(.*\)\"\$/\1/p" "$settings" | sed 's/\\\(.\)/\1/g'
}

need_mpv() {
  has mpv || fail "mpv is missing: it makes the sound. Install it and run this again:
  $(how_to_install mpv)"
  mpv=$(command -v mpv)
  version=$("$mpv" --version 2>/dev/null | sed -n '1s/^mpv v\{0,1\}\([0-9]*\.[0-9]*\).*/\1/p')
  # One that was built from the sources of a day has no such number.
  [ -z "$version" ] || newer "$version" "$OLDEST_MPV" || fail "mpv $version is too old: it has to be $OLDEST_MPV or newer."
}

# What a tag reader needs that this does not bring. It may come later: the loudspeaker plays without.
tell_of_reader() {
  case $reader in
    pcsc) has pcscd || [ -x /usr/sbin/pcscd ] || say "pcscd is missing: it talks to card readers. Install it:
  $(how_to_install pcscd)" ;;
  esac
  group=$(reader_group)
  [ -z "$group" ] || [ "$(id -u)" = 0 ] || case " $(id -nG) " in
    *" $group "*) ;;
    *) say "Only the group $group may read the tag reader. Once, and then sign in anew:  sudo usermod -aG $group $(id -un)" ;;
  esac
}

# Who may read it: keyboards belong to one group of the system, serial lines to another.
reader_group() {
  case $reader in
    evdev:*) group=input ;;
    /dev/*) group=dialout ;;
    *) return 0 ;;
  esac
  if grep -q "^$group:" /etc/group; then say "$group"; fi
}

# Whether version $1 is $2 or newer: two numbers each.
newer() {
  [ "${1%%.*}" -gt "${2%%.*}" ] || { [ "${1%%.*}" -eq "${2%%.*}" ] && [ "${1#*.}" -ge "${2#*.}" ]; }
}

how_to_install() {
  if has apt-get; then say "${sudo}apt-get install --no-install-recommends $1"
  elif has dnf; then say "${sudo}dnf install $1"
  elif has pacman; then say "${sudo}pacman -S $1"
  elif has zypper; then say "${sudo}zypper install $1"
  elif has apk; then say "${sudo}apk add $1"
  else say "$1, from this system's packages"
  fi
}

# A Node of this machine, else the one that was brought before, else one of the npm registry, checked by the hub's own lockfile.
find_node() {
  for node in "$(command -v node || :)" "$home/node"; do
    if is_for_all "$node" && runs_agent "$node"; then return; fi
  done
  package=$(packages | sed -n "s/^$(uname -s)-$(uname -m) //p")
  [ -n "$package" ] || fail "Node $OLDEST_NODE or newer is missing. Install it and run this again."
  node_version=${package%% *} node_rest=${package#* }
  say "Fetching Node $node_version ..."
  fetch "${node_rest%% *}" "$work/node.tgz"
  check sha512sum "${node_rest#* }" "$work/node.tgz" || fail 'What came is not the Node that the hub knows. Nothing was installed.'
  tar -xzof "$work/node.tgz" -C "$work" package/bin/node
  runs_agent "$work/package/bin/node" || fail "Node $node_version does not run on this system. Install Node $OLDEST_NODE or newer and run this again."
  mv "$work/package/bin/node" "$home/node"
  node=$home/node
}

# What lies in somebody's own folder is nothing for a service of the machine, which may not look in there.
is_for_all() {
  [ "$(id -u)" = 0 ] || return 0
  case $1 in /usr/*|/bin/*|/opt/*) ;; *) return 1 ;; esac
}

# Lines of: system and machine, version, address, hash.
packages() {
  cat <<'LIST'
@NODE_PACKAGES@
LIST
}

runs_agent() {
  [ -n "$1" ] && [ -x "$1" ] &&
    "$1" -e "process.exit(Number(process.versions.node.split('.')[0]) >= $OLDEST_NODE ? 0 : 1)" 2>/dev/null
}

bring_agent() {
  fetch "$hub/agent/baton-agent.mjs" "$work/baton-agent.mjs"
  check sha256sum "$AGENT_SHA256" "$work/baton-agent.mjs" ||
    fail 'What came is not the agent that this line is for. Copy the line from the devices page again. Nothing was installed.'
  chmod 644 "$work/baton-agent.mjs"
  mv "$work/baton-agent.mjs" "$home/baton-agent.mjs"
}

fetch() {
  if has curl; then curl -fsS --retry 2 "$1" -o "$2"
  elif has wget; then wget -q -O "$2" "$1"
  else fail "curl is missing. Install it and run this again:
  $(how_to_install curl)"
  fi || fail "$1 cannot be fetched."
}

check() { printf '%s  %s\n' "$2" "$3" | "$1" -c >/dev/null 2>&1; }

write_settings() {
  {
    setting BATON_HUB "$hub"
    setting BATON_MPV "$mpv"
    setting BATON_AGENT_STATE "$state"
    [ -z "$name" ] || setting BATON_NAME "$name"
    [ -z "$card" ] || setting BATON_AUDIO_DEVICE "$card"
    [ -z "$gain" ] || setting BATON_REPLAYGAIN "$gain"
    [ -z "$reader" ] || setting BATON_TAG_READER "$reader"
    [ -z "$box" ] || setting BATON_BOX "$box"
    [ -z "$listen" ] || setting BATON_LISTEN "$listen"
    [ -z "$callers" ] || setting BATON_CALLERS "$callers"
    [ -z "$music" ] || setting BATON_AGENT_MUSIC "$music"
  } >"$work/settings"
  mv "$work/settings" "$settings"
  chmod 644 "$settings"
}

setting() { printf '%s="%s"\n' "$1" "$(printf '%s' "$2" | sed 's/[\\"$`]/\\&/g')"; }

has_systemd() { has systemctl && $systemctl show-environment >/dev/null 2>&1; }

run_by_systemd() {
  mkdir -p "$units"
  if [ "$(id -u)" = 0 ]; then
    id "$ACCOUNT" >/dev/null 2>&1 ||
      useradd --system --user-group --home-dir "$state" --no-create-home --shell /usr/sbin/nologin "$ACCOUNT"
    system_unit >"$unit"
  else
    user_unit >"$unit"
    # Without it the loudspeaker would end when its user signs out.
    loginctl enable-linger >/dev/null 2>&1 ||
      say 'It runs while you are signed in. For always, once:  sudo loginctl enable-linger '"$(id -un)"
  fi
  rm -f "$state/invitation.txt"
  $systemctl daemon-reload
  $systemctl enable --quiet "$UNIT"
  $systemctl restart "$UNIT"
  await_it
}

# Either it shows its code, or it was let in before and runs.
await_it() {
  tries=0 known=credential.json
  [ -z "$listen" ] || known=called.json
  while [ $tries -lt $ANSWERS_WITHIN_S ]; do
    if [ -s "$state/invitation.txt" ]; then
      cat "$state/invitation.txt"
      say "It goes on by itself then. What it says:  $journal"
      return
    fi
    if [ -s "$state/$known" ] && $systemctl is-active --quiet "$UNIT"; then
      say "The loudspeaker runs. What it says:  $journal"
      return
    fi
    sleep 1
    tries=$((tries + 1))
  done
  fail "The loudspeaker was installed, but does not start. What it says:  $journal"
}

unit_head() {
  cat <<TEXT
[Unit]
Description=Baton loudspeaker
Documentation=$hub
After=network-online.target sound.target
Wants=network-online.target
StartLimitIntervalSec=0

[Service]
EnvironmentFile=$settings
ExecStart="$(printf '%s" "%s' "$node" "$home/baton-agent.mjs" | sed 's/%/%%/g')"
Restart=on-failure
RestartSec=5
RestartPreventExitStatus=2 3
TimeoutStopSec=10
NoNewPrivileges=yes
TEXT
}

user_unit() {
  unit_head
  printf '\n[Install]\nWantedBy=default.target\n'
}

system_unit() {
  unit_head
  cat <<TEXT
User=$ACCOUNT
SupplementaryGroups=audio $(reader_group)
StateDirectory=baton-agent
StateDirectoryMode=0700
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes

[Install]
WantedBy=multi-user.target
TEXT
}

# In front of whoever asked, as any other program.
run_here() {
  say 'There is no systemd here: the loudspeaker runs until you end it (Ctrl-C). Run the same line again to start it again.'
  set -- --hub "$hub" --mpv "$mpv" --state "$state"
  [ -z "$name" ] || set -- "$@" --name "$name"
  [ -z "$card" ] || set -- "$@" --audio-device "$card"
  [ -z "$gain" ] || set -- "$@" --replaygain "$gain"
  [ -z "$reader" ] || set -- "$@" --tag-reader "$reader"
  [ -z "$box" ] || set -- "$@" --box
  [ -z "$listen" ] || set -- "$@" --listen "$listen"
  [ -z "$callers" ] || set -- "$@" --callers "$callers"
  [ -z "$music" ] || set -- "$@" --music "$music"
  rm -rf "$work"
  exec "$node" "$home/baton-agent.mjs" "$@"
}

uninstall() {
  if has_systemd && [ -f "$unit" ]; then
    $systemctl disable --now --quiet "$UNIT" || :
    rm -f "$unit"
    $systemctl daemon-reload
  fi
  rm -rf "$home" "$state"
  if [ "$(id -u)" = 0 ] && id "$ACCOUNT" >/dev/null 2>&1; then userdel "$ACCOUNT" || :; fi
  say 'The loudspeaker is gone from this machine. Remove it on the devices page of the hub as well.'
}

main "$@"
