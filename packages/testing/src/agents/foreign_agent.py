"""An agent as the reference describes it, for trials: the standard library, and mpv where there shall be sound.

Says on its standard output, one JSON object a line, what it is asked and what it posts; does what it is told on its
standard input, one JSON object a line:
  {"mounted": false}   its music folder is gone, or back
  {"broken": true}     it answers every call with an error status, or not any more
  {"flood": 600}       it posts so many health reports as fast as it can, from several threads
  {"position": 100}    it has come so far, in seconds, and says each place that a report has told from then on
  {"paused": true}     it has fallen silent by itself
  {"end": 0}           what it plays comes to its end, with this return code
  {"die": true}        it ends as if it had been killed
"""

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

FORGETS_AFTER = 5

words = argparse.ArgumentParser()
words.add_argument("--port", type=int, default=0)
words.add_argument("--wrapped", action="store_true", help="answers and reports are nested, as older agents have it")
words.add_argument("--nulls", action="store_true", help="it never knows where it is")
words.add_argument("--every", type=float, default=0.2, help="seconds between two health reports")
words.add_argument("--flood", type=int, default=0, help="so many reports at once after it has registered")
words.add_argument("--doubled", action="store_true", help="says twice that it is complete, and late once more")
words.add_argument("--silent-end", action="store_true", help="never says that it is complete")
words.add_argument("--stubs", action="store_true", help="pause and volume are accepted, and nothing else")
words.add_argument("--refuses", action="store_true", help="does not register anybody, and need not be asked again")
words.add_argument("--ours", action="store_true", help="it can do what Baton's own agent can beyond the reference")
words.add_argument("--mpv", default=None)
asked = words.parse_args()

lock = threading.RLock()
say_lock = threading.Lock()
registered = {}
state = {"mounted": True, "broken": False, "paused": False, "volume": 100, "muted": False, "tells": False}
now_playing = None


def say(**what):
    with say_lock:
        sys.stdout.write(json.dumps(what) + "\n")
        sys.stdout.flush()


def post(url, body):
    data = json.dumps(body).encode()
    request = urllib.request.Request(url, data=data, headers={"content-type": "application/json"})
    with urllib.request.urlopen(request, timeout=5) as answer:
        return 200 <= answer.status < 300


class Play:
    """One track: mpv, or a clock in its place."""

    def __init__(self, body):
        self.url = body.get("url") or body.get("filepath")
        self.callback = body["callback_url"]
        self.begun = time.monotonic()
        self.stopped = False
        self.returncode = None
        self.process = None
        self.frozen = None
        self.ipc = None
        if asked.mpv:
            self.ipc = os.path.join(tempfile.mkdtemp(prefix="foreign-agent-"), "mpv")
            command = [asked.mpv, "--no-video", "--really-quiet", "--input-ipc-server=" + self.ipc, self.url]
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
            say(mpv="runs")
            threading.Thread(target=self.watch, daemon=True).start()
        threading.Thread(target=self.follow, daemon=True).start()

    def watch(self):
        self.process.wait()
        if now_playing in (self, None):
            say(mpv="gone")

    def follow(self):
        self.report({"start": True})
        while self.returncode is None and not self.stopped:
            if self.process and self.process.poll() is not None:
                self.returncode = self.process.returncode
            time.sleep(0.02)
        if self.stopped or asked.silent_end:
            return
        body = {"complete": True, "returncode": self.returncode, "out": "", "err": ""}
        self.report(body)
        if asked.doubled:
            self.report(body)
            time.sleep(0.3)
            self.report(body)

    def report(self, data):
        body = {"success": True, "message": "", "data": data}
        try:
            post(self.callback, {"success": True, "response": body} if asked.wrapped else body)
            say(posted="play", data=data, url=self.url)
        except OSError as error:
            say(failed="play", data=data, reason=str(error))

    def stop(self):
        self.stopped = True
        if self.process:
            self.process.terminate()
            self.process.wait()

    def ask(self, *command):
        try:
            with socket.socket(socket.AF_UNIX) as line:
                line.settimeout(2)
                line.connect(self.ipc)
                line.sendall(json.dumps({"command": command}).encode() + b"\n")
                return json.loads(line.makefile().readline()).get("data")
        except (OSError, ValueError):
            return None

    def position(self):
        if self.ipc:
            return self.ask("get_property", "time-pos")
        return (self.frozen or time.monotonic()) - self.begun


def health():
    playing = now_playing
    position = None if playing is None or asked.nulls else playing.position()
    alive = playing is not None and not playing.stopped and playing.returncode is None
    data = {
        "agent_base_url": "x",
        "time": [position, None if position is None else 100 - position],
        "ps": {"returncode": playing.returncode if playing else None, "pid": 1 if alive else None, "is_alive": alive},
        "socket": {"healthy": True},
        "current_command": playing.url if alive else None,
        "music_folder_mounted": state["mounted"],
    }
    if not asked.stubs:
        data.update(paused=state["paused"], volume=state["volume"], muted=state["muted"])
    if asked.nulls:
        data["ps"] = None
    return {"success": True, "message": "", "data": data}


def reporter(url):
    failures = 0
    for _ in range(asked.flood):
        try:
            post(url, health())
        except OSError:
            pass
    if asked.flood:
        say(flooded=asked.flood)
    while True:
        time.sleep(asked.every)
        try:
            body = health()
            post(url, {"success": True, "response": body} if asked.wrapped else body)
            failures = 0
            if state["tells"]:
                say(told=body["data"]["time"][0])
        except OSError:
            failures += 1
        if failures > FORGETS_AFTER:
            with lock:
                registered.pop(url, None)
            return say(forgot=url)


def flood(reports):
    threads = [threading.Thread(target=flood_once, args=(reports // 4,)) for _ in range(4)]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    say(flooded=reports, seconds=time.monotonic() - began)


def flood_once(reports):
    for _ in range(reports):
        for url in list(registered):
            try:
                post(url, health())
            except OSError:
                pass


def register(body):
    url = body["callback_url"]
    if asked.refuses:
        return False, {"registered": False, "retry": False}
    with lock:
        if url in registered:
            return False, {"registered": True, "retry": True}
        registered[url] = threading.Thread(target=reporter, args=(url,), daemon=True)
        registered[url].start()
    return True, {"registered": True, "retry": True}


def play(body):
    global now_playing
    with lock:
        if now_playing:
            now_playing.stop()
        state["paused"] = False
        now_playing = Play(body)
    return True, {}


def stop(_body):
    global now_playing
    with lock:
        if now_playing:
            now_playing.stop()
        now_playing = None
    return True, {}


def pause(_body):
    if not asked.stubs and now_playing:
        state["paused"] = not state["paused"]
        now_playing.frozen = time.monotonic()
        if now_playing.ipc:
            now_playing.ask("set_property", "pause", state["paused"])
    return True, {}


def resume(_body):
    state["paused"] = False
    return True, {}


def accept(_body):
    return True, {}


def mute(_body):
    state["muted"] = not state["muted"]
    return True, {}


def louder(by):
    def turn(_body):
        state["volume"] = max(0, min(100, state["volume"] + by))
        return True, {}

    return turn


COMMANDS = {
    "/register_client": register,
    "/play": play,
    "/stop": stop,
    "/pause": pause,
    "/mute": mute,
    "/volume_up": louder(5),
    "/volume_down": louder(-5),
}
SKILLS = {name: True for name in ("pause", "resume", "seek", "volume", "start_position")}
if asked.ours:
    COMMANDS.update({"/resume": resume, "/seek": accept, "/volume": accept})


class Door(BaseHTTPRequestHandler):
    def do_GET(self):
        say(call=self.path)
        if asked.ours and self.path == "/capabilities":
            return self.answer(200, {"success": True, "data": {**SKILLS, "formats": ["audio/flac", "audio/wav"]}})
        if self.path != "/healthz":
            return self.answer(404, {"success": False})
        # It says that it failed, even when it is well.
        self.answer(200, {"success": False, "message": "", "data": {"music_folder_mounted": state["mounted"]}})

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers.get("content-length", 0))) or b"{}")
        success, data = COMMANDS[self.path](body) if self.path in COMMANDS else (False, {})
        say(call=self.path, body=body, host=self.headers.get("host"))
        if self.path not in COMMANDS:
            return self.answer(404, {"success": False})
        self.answer(200, {"success": success, "message": "", "data": data})

    def answer(self, status, body):
        if state["broken"]:
            status = 500
        if asked.wrapped:
            inner = {"success": body.get("success"), "message": "", "data": body}
            body = {"success": True, "status_code": status, "server_message": "", "response": inner}
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-type", "text/plain")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


def leave():
    # Nothing more is reported, not even that it stops.
    if now_playing and now_playing.process:
        now_playing.process.kill()
    os._exit(0)


server = ThreadingHTTPServer(("127.0.0.1", asked.port), Door)
server.daemon_threads = True
threading.Thread(target=server.serve_forever, daemon=True).start()
say(port=server.server_address[1])
signal.signal(signal.SIGTERM, lambda *_: leave())
for line in sys.stdin:
    told = json.loads(line)
    if "end" in told and now_playing:
        now_playing.returncode = told["end"]
    if "flood" in told:
        threading.Thread(target=flood, args=(told["flood"],), daemon=True).start()
    if "position" in told and now_playing:
        now_playing.begun = time.monotonic() - told["position"]
        state["tells"] = True
    if "die" in told:
        break
    state.update({key: told[key] for key in ("mounted", "broken", "paused") if key in told})
leave()
