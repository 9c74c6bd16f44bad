#!/usr/bin/env python3
"""Keeps a playlist of a hub at hand, and adds tracks to it.

Usage: edit_playlist.py URL KEY PLAYLIST_ID

Prints the playlist whenever it has changed. Each line of the standard input is the id of a track that is added. At the
end of the input it waits until everything was answered, and ends.
"""
import sys
import threading
import uuid

import socketio

BUFFER_S = 0.05


class Playlist:
    """What is known of one playlist, and the edits that the hub has not answered yet."""

    def __init__(self, url, key, playlist_id):
        self.id = playlist_id
        self.known = None
        self.seq = None
        self.epoch = None
        self.unanswered = {}
        self.answered = threading.Condition()
        self.held = []
        self.holding = threading.Lock()
        self.flush_soon = None
        self.client = socketio.Client(reconnection_delay=1, reconnection_delay_max=5)
        self.client.on("connection_status", self.begin)
        self.client.on("state:playlist", self.hold)
        self.client.on("sync:error", self.begin_anew)
        self.client.on("ack:op", self.done)
        self.client.on("err:op", self.refused)
        self.client.connect(url, auth={"token": key}, transports=["websocket"], wait_timeout=30)

    def begin(self, status):
        """On every connection, the first and each that follows a cut: joins, catches up, and says again what was not answered."""
        self.client.emit("join:playlist", {"playlist_id": self.id})
        if self.seq is not None:
            self.client.emit("sync:request", {
                "last_global_seq": self.seq,
                "epoch": self.epoch,
                "requested_rooms": [f"playlist:{self.id}"],
            })
        self.epoch = status["epoch"]
        with self.answered:
            edits = list(self.unanswered.items())
        for edit_id, track_id in edits:
            self.send(edit_id, track_id)

    def begin_anew(self, problem):
        """Too much was missed: what follows is the playlist as it is."""
        print(problem["error"], file=sys.stderr)
        with self.holding:
            self.known = None

    def hold(self, state):
        """Changes often come several at once: they are held for a moment, and applied together."""
        with self.holding:
            self.held.append(state)
            if self.flush_soon is None:
                self.flush_soon = threading.Timer(BUFFER_S, self.flush)
                self.flush_soon.daemon = True
                self.flush_soon.start()

    def flush(self):
        with self.holding:
            held = sorted(self.held, key=lambda state: state["server_seq"])
            self.held = []
            self.flush_soon = None
            before = self.known
            for state in held:
                self.seq = max(self.seq or 0, state["server_seq"])
                # Never behind what is known: what is told again may be older.
                if self.known is None or state["data"]["playlist_seq"] >= self.known["playlist_seq"]:
                    self.known = state["data"]
            if self.known != before:
                titles = ", ".join(track["title"] for track in self.known["tracks"])
                print(f"{self.known['title']} ({self.known['playlist_seq']}): {titles}", flush=True)

    def add(self, track_id):
        """The id of the edit has it count once, however often it has to be sent."""
        edit_id = str(uuid.uuid4())
        with self.answered:
            self.unanswered[edit_id] = track_id
        if self.client.connected:
            self.send(edit_id, track_id)

    def send(self, edit_id, track_id):
        try:
            self.client.emit("op:playlist.add_tracks", {
                "client_op_id": edit_id,
                "playlist_id": self.id,
                "track_ids": [track_id],
            })
        except socketio.exceptions.SocketIOError:
            pass  # The connection is gone: it is sent again on the next one.

    def done(self, answer):
        with self.answered:
            self.unanswered.pop(answer["client_op_id"], None)
            self.answered.notify_all()

    def refused(self, answer):
        if answer["client_op_id"] in self.unanswered:
            print(f"{answer['code']}: {answer['message']}", file=sys.stderr)
        self.done(answer)

    def end(self):
        with self.answered:
            self.answered.wait_for(lambda: not self.unanswered)
        self.client.disconnect()


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    playlist = Playlist(*sys.argv[1:])
    for line in sys.stdin:
        if line.strip():
            playlist.add(line.strip())
    playlist.end()


main()
