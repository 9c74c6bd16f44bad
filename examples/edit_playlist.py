#!/usr/bin/env python3
"""Keeps a playlist of a hub at hand, and adds tracks to it.

Usage: edit_playlist.py URL KEY PLAYLIST_ID

Prints the playlist whenever it has changed. Each line of the standard input is the id of a track that is added. At the
end of the input it waits until everything was answered, and ends.
"""
import os
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
        self.log = None  # the epoch of the log that `known` and `seq` are of
        self.epoch = None  # of the log that this connection tells
        self.unanswered = {}
        self.answered = threading.Condition()
        self.held = []
        self.holding = threading.Lock()
        self.flush_soon = None
        self.client = socketio.Client(reconnection_delay=1, reconnection_delay_max=5)
        self.client.on("connection_status", self.begin)
        self.client.on("connect_error", self.not_connected)
        self.client.on("ack:join", self.joined)
        self.client.on("state:playlist", self.hold)
        self.client.on("sync:error", self.begin_anew)
        self.client.on("ack:op", self.done)
        self.client.on("err:op", self.refused)
        self.client.connect(url, auth={"token": key}, transports=["websocket"], wait_timeout=30)

    def begin(self, status):
        """On every connection, the first and each that follows a cut: joins, catches up, and says the rest."""
        with self.holding:
            self.epoch = status["epoch"]
            seq, log = self.seq, self.log
        self.client.emit("join:playlist", {"playlist_id": self.id})
        if seq is not None:
            self.client.emit("sync:request", {
                "last_global_seq": seq,
                "epoch": log,
                "requested_rooms": [f"playlist:{self.id}"],
            })
        self.send_first()

    def not_connected(self, problem):
        """That nobody answers is only a text, and it is tried again."""
        if isinstance(problem, dict) and problem["data"]["error_type"] == "permission_denied":
            give_up(problem["message"])

    def joined(self, answer):
        if not answer["success"]:
            give_up(answer["message"])

    def begin_anew(self, problem):
        """Too much was missed, or the log is another one: what follows is the playlist as it is."""
        print(problem["error"], file=sys.stderr)
        with self.holding:
            self.begin_log(problem["server_seq"])

    def begin_log(self, seq):
        """In another log, as after a restore, the numbers may be lower."""
        self.log, self.seq, self.known = self.epoch, seq, None

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
            of_this_log = [state for state in self.held if state["epoch"] == self.epoch]
            held = sorted(of_this_log, key=lambda state: state["server_seq"])
            self.held = []
            self.flush_soon = None
            if held and self.log != self.epoch:
                self.begin_log(0)
            before = self.known
            for state in held:
                self.seq = max(self.seq, state["server_seq"])
                # Never behind what is known: what is told again may be older.
                if self.known is None or state["data"]["playlist_seq"] >= self.known["playlist_seq"]:
                    self.known = state["data"]
            if self.known != before:
                titles = ", ".join(track["title"] for track in self.known["tracks"])
                print(f"{self.known['title']} ({self.known['playlist_seq']}): {titles}", flush=True)

    def add(self, track_id):
        """The id of the edit has it count once, however often it has to be sent."""
        with self.answered:
            self.unanswered[str(uuid.uuid4())] = track_id
            is_first = len(self.unanswered) == 1
        if is_first:
            self.send_first()

    def send_first(self):
        """One is on its way at a time: so they count in their order, whichever thread sends, over any cut."""
        with self.answered:
            edit_id, track_id = next(iter(self.unanswered.items()), (None, None))
        if edit_id is None:
            return
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
            was_waited_for = self.unanswered.pop(answer["client_op_id"], None) is not None
            self.answered.notify_all()
        if was_waited_for:
            self.send_first()

    def refused(self, answer):
        if answer["client_op_id"] in self.unanswered:
            print(f"{answer['code']}: {answer['message']}", file=sys.stderr)
        self.done(answer)

    def end(self):
        with self.answered:
            self.answered.wait_for(lambda: not self.unanswered)
        self.client.disconnect()


def give_up(why):
    """Ends the program at once: the main thread may wait for a line that never comes."""
    print(why, file=sys.stderr, flush=True)
    os._exit(1)


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    playlist = Playlist(*sys.argv[1:])
    for line in sys.stdin:
        if line.strip():
            playlist.add(line.strip())
    playlist.end()


main()
