"""Walks the event reference of the music box with Debian's python3-socketio, section by section.

Usage: walk_reference.py URL TOKEN TRANSPORT TRACK_ID...

Prints one line for each step that held, as `ok SECTION WHAT`, and ends with `walked`. What does not hold ends it with a
traceback and a status other than 0. The token is bound to a device that can sound.
"""
import json
import queue
import re
import sys
import time
import urllib.error
import urllib.request

import socketio

URL, TOKEN, TRANSPORT, *TRACKS = sys.argv[1:]
WAIT_S = 30
ENVELOPE = {"event_type", "server_seq", "data", "timestamp", "event_id"}
PLAYER = {
    "is_playing", "state", "active_playlist_id", "active_playlist_title", "active_track_id", "active_track",
    "position_ms", "duration_ms", "track_index", "track_count", "can_prev", "can_next", "volume", "muted", "server_seq",
}
LITE = {
    "id", "title", "description", "type", "track_count", "total_duration_ms", "last_played", "created_at", "updated_at",
    "server_seq", "playlist_seq",
}
TRACK = {
    "id", "title", "filename", "duration_ms", "artist", "album", "track_number", "play_count", "created_at", "server_seq",
}


DOWNLOADING = {
    "task_id", "status", "progress_percent", "current_step", "estimated_time_remaining", "playlist_id",
}
STATUS = {"assoc_id", "state", "playlist_id", "tag_id", "started_at", "timeout_at", "server_seq"}
ASSOCIATION = {"state", "playlist_id", "tag_id", "message", "expires_at", "expires_in_s", "server_seq"}
ISO = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$")


class Box:
    """One connection, and everything that it was told, in order."""

    def __init__(self):
        self.client = socketio.Client(reconnection=False)
        self.told = []
        self.seen = 0
        self.news = queue.Queue()
        self.client.on("*", self.hear)
        self.client.connect(URL, auth={"token": TOKEN}, transports=[TRANSPORT])

    def hear(self, event, data=None):
        self.news.put((event, data, time.monotonic()))

    def send(self, event, data=None):
        self.client.emit(event, {} if data is None else data)

    def wait(self, event, meant=lambda data: True):
        """The next event of that name that is meant; what came before it stays in `told`."""
        end = time.monotonic() + WAIT_S
        while True:
            while self.seen < len(self.told):
                name, data, _ = self.told[self.seen]
                self.seen += 1
                if name == event and meant(data):
                    return data
            left = end - time.monotonic()
            assert left > 0, f"waited in vain for {event}; told last: {self.told[-12:]}"
            try:
                self.told.append(self.news.get(timeout=left))
            except queue.Empty:
                pass

    def names(self, since):
        return [name for name, _, _ in self.told[since:self.seen] if name != "state:track_position"]

    def operate(self, event, op_id, payload=None):
        self.send(event, {"client_op_id": op_id, **(payload or {})})
        end = self.seen
        answer = self.answer(op_id)
        self.seen = end
        return answer

    def answer(self, op_id):
        start = self.seen
        end = time.monotonic() + WAIT_S
        while True:
            for name, data, _ in self.told[start:]:
                if name in ("ack:op", "err:op") and data["client_op_id"] == op_id:
                    assert data["success"] is (name == "ack:op"), data
                    assert isinstance(data["server_seq"], int), data
                    return data
            left = end - time.monotonic()
            assert left > 0, f"no answer to {op_id}"
            try:
                self.told.append(self.news.get(timeout=left))
            except queue.Empty:
                pass

    def close(self):
        self.client.disconnect()


def ask(method, path, body, expect=None):
    """Over HTTP; `expect`: the status of a refusal."""
    is_json = isinstance(body, dict)
    headers = {
        "Authorization": f"Bearer {TOKEN}",
        "Content-Type": "application/json" if is_json else "application/octet-stream",
    }
    data = json.dumps(body).encode() if is_json else body
    request = urllib.request.Request(URL + path, data=data, headers=headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=WAIT_S) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        assert error.code == expect, (error.code, error.read())
        return json.load(error)


def ok(section, what):
    print(f"ok {section} {what}", flush=True)


def enveloped(document, event):
    assert ENVELOPE <= set(document), document
    assert document["event_type"] == event, document
    assert isinstance(document["server_seq"], int) and isinstance(document["timestamp"], int), document
    assert isinstance(document["event_id"], str) and document["event_id"], document
    return document["data"]


def scan(tag_id):
    """A reader with the token of the walk has seen a tag."""
    request = urllib.request.Request(
        f"{URL}/tags/scan",
        data=json.dumps({"tag_id": tag_id}).encode(),
        headers={"authorization": f"Bearer {TOKEN}", "content-type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=WAIT_S) as answer:
        return json.load(answer)["scanned"]


def linking(box, state, **fields):
    """Both documents of a linking that has come to that state: they tell the same."""
    status = box.wait("nfc_status", lambda data: data["state"] == state)
    assert STATUS <= set(status) and isinstance(status["server_seq"], int), status
    assert ISO.match(status["started_at"]) and ISO.match(status["timeout_at"]), status
    told = box.wait("nfc_association_state")
    assert ASSOCIATION <= set(told) and told["message"], told
    for field in ("state", "playlist_id", "tag_id", "server_seq"):
        assert told[field] == status[field], (field, told, status)
    assert told["expires_at"] == status["timeout_at"], (told, status)
    for field, value in fields.items():
        assert status[field] == value, (field, status)
    return status, told


def walk_tags(box, first):
    begun = 0

    def start(playlist_id, timeout_s=60):
        nonlocal begun
        begun += 1
        answer = box.operate("start_nfc_link", f"link-{begun}", {"playlist_id": playlist_id, "timeout_s": timeout_s})
        assert answer["success"] and answer["data"]["assoc_id"], answer
        return answer["data"]["assoc_id"]

    made = box.operate("op:playlist.create", "create-2", {"title": "Evenings"})
    second = made["data"]["playlist"]["id"]

    assoc_id = start(first)
    _, told = linking(box, "listening", assoc_id=assoc_id, playlist_id=first, tag_id=None)
    assert 0 < told["expires_in_s"] <= 60, told
    assert scan("04:A1-b2 C3") == "linked"
    linking(box, "success", assoc_id=assoc_id, playlist_id=first, tag_id="04a1b2c3")
    ok(6, "start_nfc_link: listening, success")
    box.wait("state:playlist", lambda event: (event["data"]["id"], event["data"]["nfc_tag_id"]) == (first, "04a1b2c3"))
    ok(6, "nfc_tag_id of the playlist")

    start(second)
    linking(box, "listening", playlist_id=second)
    assert scan("04a1b2c3") == "duplicate"
    _, told = linking(box, "duplicate", playlist_id=second, tag_id="04a1b2c3", conflict_playlist_id=first)
    assert told["existing_playlist"] == {"id": first, "title": "Mornings"}, told
    forced = box.operate("override_nfc_tag", "override-1", {"tag_id": "04a1b2c3", "playlist_id": second, "force": True})
    assert forced["success"], forced
    linking(box, "success", playlist_id=second, tag_id="04a1b2c3")
    ok(6, "override_nfc_tag: duplicate, success without a second scan")

    assoc_id = start(second)
    linking(box, "listening", playlist_id=second)
    assert scan("04a1b2c3") == "duplicate", "of the same playlist, too"
    linking(box, "duplicate", conflict_playlist_id=second)
    stopped = box.operate("stop_nfc_link", "stop-1", {"assoc_id": assoc_id})
    assert stopped["success"], stopped
    linking(box, "stopped", assoc_id=assoc_id)
    ok(6, "stop_nfc_link")

    former = start(first)
    linking(box, "listening", playlist_id=first)
    later = start(second)
    linking(box, "stopped", assoc_id=former)
    linking(box, "listening", assoc_id=later)
    assert box.operate("stop_nfc_link", "stop-2")["success"]
    linking(box, "stopped", assoc_id=later)
    ok(6, "of two the later one waits")

    start(first, 1)
    linking(box, "timeout", playlist_id=first)
    ok(6, "timeout")

    doomed = box.operate("op:playlist.create", "create-3", {"title": "Doomed"})["data"]["playlist"]["id"]
    start(doomed)
    assert box.operate("op:playlist.delete", "delete-3", {"playlist_id": doomed})["success"]
    assert scan("ff00") == "not-linked"
    linking(box, "error", playlist_id=doomed, tag_id="ff00")
    ok(6, "error")

    start(first)
    assert scan("ff01") == "linked"
    linking(box, "success", playlist_id=first)
    assert scan("ff01") == "played"
    box.wait("state:player", lambda event: event["data"]["is_playing"] and event["data"]["active_playlist_id"] == first)
    assert box.operate("op:player.stop", "stop-3")["success"]
    assert scan("ff02") == "unknown"
    ok(6, "a tag plays its playlist")

    for action, payload, expected in [
        ("start_nfc_link", {"playlist_id": first, "timeout_s": 0}, "validation_error"),
        ("start_nfc_link", {"playlist_id": doomed}, "not_found"),
        ("stop_nfc_link", {"assoc_id": first}, "not_found"),
        ("override_nfc_tag", {"tag_id": "no hex", "playlist_id": first}, "validation_error"),
        ("override_nfc_tag", {"tag_id": "ff01", "playlist_id": second, "force": False}, "conflict"),
        ("override_nfc_tag", {"tag_id": "ff01"}, "not_found"),
    ]:
        refused = box.operate(action, f"refused-{action}-{expected}", payload)
        assert refused["success"] is False and refused["error_type"] == expected, (action, refused)
    ok(6, "refusals")


def main():
    # 1 Connection management
    box = Box()
    status = box.wait("connection_status")
    assert status["status"] == "connected", status
    assert status["sid"] == box.client.get_sid(), (status, box.client.get_sid())
    assert isinstance(status["server_seq"], int) and isinstance(status["server_time"], int), status
    ok(1, "connection_status")
    box.send("client_ping")
    assert box.wait("client_pong") == {}
    ok(1, "client_ping client_pong")

    # 2 Rooms
    since = box.seen
    box.send("join:playlists")
    ack = box.wait("ack:join")
    assert ack["room"] == "playlists" and ack["success"] is True and ack["message"], ack
    assert isinstance(ack["server_seq"], int), ack
    assert box.names(since) == ["state:playlists", "state:player", "ack:join"], box.names(since)
    ok(2, "join:playlists")

    made = box.operate("op:playlist.create", "create-1", {"title": "Mornings", "description": "To wake up"})
    assert made["success"], made
    playlist = made["data"]["playlist"]
    assert LITE <= set(playlist), playlist
    room = f"playlist:{playlist['id']}"
    ok(4, "ack:op")
    created = enveloped(box.wait("state:playlist_created"), "state:playlist_created")
    assert LITE <= set(created["playlist"]) and created["playlist"]["id"] == playlist["id"], created
    ok(3, "state:playlist_created")
    index = enveloped(box.wait("state:playlists_index_update"), "state:playlists_index_update")
    assert index["updates"] == [{"type": "upsert", "id": playlist["id"], "item": created["playlist"]}], index
    ok(3, "state:playlists_index_update")

    since = box.seen
    box.send("join:playlist", {"playlist_id": playlist["id"]})
    ack = box.wait("ack:join", lambda data: data["room"] == room)
    assert ack["success"] is True and ack["playlist_seq"] == 1, ack
    names = box.names(since)
    assert names[-2:] == ["state:playlist", "ack:join"], names
    ok(2, "join:playlist")

    unknown = "7d5f0d0e-0000-4000-8000-1234567890ab"
    box.send("join:playlist", {"playlist_id": unknown})
    ack = box.wait("ack:join", lambda data: data["room"] == f"playlist:{unknown}")
    assert ack["success"] is False and ack["message"], ack
    ok(2, "join:playlist of none")

    since = box.seen
    box.send("join:nfc")
    ack = box.wait("ack:join", lambda data: data["room"] == "nfc")
    assert ack["success"] is True, ack
    assert box.names(since) == ["nfc_status", "ack:join"], box.names(since)
    ok(2, "join:nfc")

    # 3 States
    added = box.operate("op:playlist.add_tracks", "add-1", {"playlist_id": playlist["id"], "track_ids": TRACKS[:1]})
    assert added["success"], added
    event = box.wait("state:track_added")
    data = enveloped(event, "state:track_added")
    assert event["playlist_id"] == playlist["id"] and TRACK <= set(data["track"]), event
    event = box.wait("state:playlist")
    data = enveloped(event, "state:playlist")
    assert LITE | {"tracks"} <= set(data) and len(data["tracks"]) == 1 and TRACK <= set(data["tracks"][0]), data
    assert data["playlist_seq"] == 2, data
    ok(3, "state:playlist")

    many = box.operate("op:playlist.add_tracks", "add-2", {"playlist_id": playlist["id"], "track_ids": TRACKS[1:]})
    assert many["success"], many
    event = box.wait("state:playlist")
    assert len(event["data"]["tracks"]) == len(TRACKS), event
    ok("Performance", "one event for a bulk change")

    moved = box.operate("op:playlist.move_track", "move-1", {
        "source_playlist_id": playlist["id"], "target_playlist_id": playlist["id"], "track_number": 1, "target_position": 3,
    })
    assert moved["success"], moved
    data = enveloped(box.wait("state:track"), "state:track")
    assert data["id"] == TRACKS[0] and data["track_number"] == 3, data
    event = box.wait("state:playlist")
    assert [track["track_number"] for track in event["data"]["tracks"]] == list(range(1, len(TRACKS) + 1)), event
    ok(3, "state:track")

    data = enveloped(box.wait("state:playlists", lambda data: data["data"]["playlists"][0]["track_count"] == len(TRACKS)), "state:playlists")
    assert LITE <= set(data["playlists"][0]) and "tracks" not in data["playlists"][0], data
    ok(3, "state:playlists")

    words = {"playlist_id": playlist["id"], "description": "To get up"}
    assert box.operate("op:playlist.update", "update-1", words)["success"]
    described = box.wait("state:playlist_updated", lambda event: event["data"]["playlist"]["description"] == "To get up")
    assert enveloped(described, "state:playlist_updated")["playlist"]["id"] == playlist["id"], described
    ok(3, "state:playlist_updated")

    started = box.operate("op:playlist.start", "start-1", {"playlist_id": playlist["id"], "track_number": 2})
    assert started["success"], started
    event = box.wait("state:player", lambda event: event["data"]["is_playing"])
    player = enveloped(event, "state:player")
    assert PLAYER <= set(player), PLAYER - set(player)
    assert player["state"] == "playing" and player["active_playlist_id"] == playlist["id"], player
    assert player["active_playlist_title"] == "Mornings" and player["track_index"] == 1, player
    assert player["track_count"] == len(TRACKS) and player["active_track_id"] == TRACKS[2], player
    ok(3, "state:player")

    positions = [box.wait("state:track_position") for _ in range(6)]
    for event in positions:
        data = enveloped(event, "state:track_position")
        assert {"position_ms", "track_id", "is_playing"} <= set(data) and data["is_playing"] is True, data
        assert data["track_id"] == TRACKS[2], data
    moves = [event["data"]["position_ms"] for event in positions]
    assert moves == sorted(moves) and moves[-1] > moves[0], moves
    assert {event["server_seq"] for event in positions} == {positions[0]["server_seq"]}, "they take no number"
    gaps = [b["data"]["position_ms"] - a["data"]["position_ms"] for a, b in zip(positions, positions[1:])]
    assert min(gaps) >= 150, gaps
    ok(3, "state:track_position")

    # 4 Operations
    for name, payload, field, value in [
        ("op:player.pause", {}, "state", "paused"),
        ("op:player.toggle", {}, "state", "playing"),
        ("op:player.seek", {"position_ms": 60_000}, "is_playing", True),
        ("op:player.volume", {"volume": 35}, "volume", 35),
        ("op:player.previous", {}, "is_playing", True),
        ("op:player.next", {}, "is_playing", True),
        ("op:player.stop", {}, "state", "stopped"),
    ]:
        answer = box.operate(name, f"{name}-1", payload)
        assert answer["success"] and answer["data"][field] == value, (name, answer)
        event = box.wait("state:player", lambda event: event["server_seq"] >= answer["server_seq"])
        assert event["data"][field] == value, (name, event)
    again = box.operate("op:player.volume", "op:player.volume-1", {"volume": 35})
    assert again["success"], again
    refused = box.operate("op:player.seek", "seek-bad", {"position_ms": -5})
    assert refused["success"] is False and refused["error_type"] == "validation_error" and refused["message"], refused
    refused = box.operate("op:playlist.delete", "delete-none", {"playlist_id": unknown})
    assert refused["success"] is False and refused["error_type"] == "not_found", refused
    ok(4, "err:op")
    answer = ask("POST", "/api/player/volume", {"volume": 40, "client_op_id": "http-1"})
    assert answer["status"] == "success" and answer["data"]["volume"] == 40, answer
    acknowledged = box.answer("http-1")
    assert acknowledged["success"] and acknowledged["data"] == answer["data"], (acknowledged, answer)
    ok(4, "ack:op of what was asked over HTTP")
    changed = enveloped(box.wait("state:volume_changed", lambda event: event["data"]["volume"] == 40), "state:volume_changed")
    assert changed == {"volume": 40}, changed
    ok(3, "state:volume_changed")

    # 5 Uploads, of a file that is no music
    uploads = f"/api/playlists/{playlist['id']}/uploads"
    begun = ask("POST", f"{uploads}/session", {"filename": "Noise.wav", "file_size": 5, "chunk_size": 65_536})
    about = {"playlist_id": playlist["id"], "session_id": begun["data"]["session_id"]}
    progress = box.wait("upload:progress")
    assert progress == {**about, "chunk_index": 0, "progress": 0, "complete": False}, progress
    ask("PUT", f"{uploads}/{about['session_id']}/chunks/0", b"noise")
    ask("POST", f"{uploads}/{about['session_id']}/finalize", {}, expect=415)
    progress = box.wait("upload:progress", lambda data: data["complete"])
    assert progress["progress"] == 100, progress
    ok(5, "upload:progress")
    error = box.wait("upload:error")
    assert about.items() <= error.items() and error["error"], error
    ok(5, "upload:error")

    # 6 NFC association
    walk_tags(box, playlist["id"])

    # 7 Downloads, of something that never comes
    begun = ask("POST", "/api/youtube/download", {"url": "https://example.org/song", "playlist_id": playlist["id"]})
    task = begun["data"]["task_id"]
    progress = box.wait("youtube:progress", lambda data: data["task_id"] == task)
    assert DOWNLOADING == set(progress) and progress["playlist_id"] == playlist["id"], progress
    ask("DELETE", f"/downloads/{task}", {})
    error = box.wait("youtube:error")
    assert error["task_id"] == task and error["message"] and error["error_type"], error
    ok(7, "youtube:progress youtube:error")

    # 8 Health
    box.send("health_check")
    health = box.wait("health_status")
    assert health["status"] == "healthy" and health["components"]["database"] == "connected", health
    assert health["components"]["nfc"] == "unavailable" and isinstance(health["timestamp"], int), health
    ok(8, "health_check health_status")

    # 9 Synchronization
    box.send("client:request_current_state")
    player = enveloped(box.wait("state:player"), "state:player")
    assert player["state"] == "stopped", player
    ok(9, "client:request_current_state")

    other = Box()
    start = other.wait("connection_status")["server_seq"]
    titles = ["One", "Two", "Three"]
    for title in titles:
        changed = other.operate("op:playlist.update", f"title-{title}", {"playlist_id": playlist["id"], "title": title})
        assert changed["success"], changed
    live = []
    while len(live) < 3:
        live.append(box.wait("state:playlist", lambda data: data["server_seq"] > start))
    other.send("sync:request", {
        "last_global_seq": start,
        "last_playlist_seqs": {playlist["id"]: live[0]["data"]["playlist_seq"] - 1},
        "requested_rooms": ["playlists", room],
    })
    done = other.wait("sync:complete")
    assert set(done["synced_rooms"]) == {"playlists", room}, done
    assert done["server_seq"] == done["current_global_seq"] >= live[-1]["server_seq"], done
    again = [data for name, data, _ in other.told if name == "state:playlist"]
    assert [event["event_id"] for event in again] == [event["event_id"] for event in live], (again, live)
    assert [event["server_seq"] for event in again] == [event["server_seq"] for event in live]
    assert all(event["data"]["title"] == "Three" for event in again), again
    ok(9, "sync:request sync:complete")

    other.send("sync:request", {"last_global_seq": done["server_seq"] + 1000, "requested_rooms": ["playlists"]})
    failed = other.wait("sync:error")
    assert failed["requested_rooms"] == ["playlists"] and failed["error"], failed
    enveloped(other.wait("state:playlists"), "state:playlists")
    enveloped(other.wait("state:player"), "state:player")
    ok(9, "sync:error")
    other.close()

    # 2 Leaving
    removed = box.operate("op:playlist.remove_tracks", "remove-1", {"playlist_id": playlist["id"], "track_numbers": [1, 3]})
    assert removed["success"], removed
    data = enveloped(box.wait("state:track_deleted"), "state:track_deleted")
    assert data == {"playlist_id": playlist["id"], "track_numbers": [1, 3]}, data
    box.send("leave:playlist", {"playlist_id": playlist["id"]})
    ack = box.wait("ack:leave", lambda data: data["room"] == room)
    assert ack["success"] is True, ack
    gone = box.operate("op:playlist.delete", "delete-1", {"playlist_id": playlist["id"]})
    assert gone["success"], gone
    data = enveloped(box.wait("state:playlist_deleted"), "state:playlist_deleted")
    assert data["playlist_id"] == playlist["id"], data
    box.send("leave:nfc")
    ack = box.wait("ack:leave", lambda data: data["room"] == "nfc")
    assert ack["success"] is True, ack
    box.send("leave:playlists")
    ack = box.wait("ack:leave", lambda data: data["room"] == "playlists")
    assert ack["success"] is True, ack
    ok(2, "leave:playlist leave:nfc leave:playlists")
    box.close()
    print("walked", flush=True)


main()
