#!/usr/bin/env python3
"""A display for artwork, without a screen: it shows a channel in its order and tells the hub what was seen.

Usage: display.py URL FILE

Prints a code; once somebody has used it on the devices page, the credentials are kept in FILE. What was seen while the
hub is away is told when it is back, with the instant at which it was seen. It ends at SIGTERM.
"""
import json
import os
import signal
import sys
import threading
import time
import urllib.error
import urllib.request
import uuid
from datetime import datetime, timezone

import paho.mqtt.client as mqtt

DWELL_S = 15
SEEN_AFTER_S = 2
HEARTBEAT_S = 300
CAN = ["swap_next", "show_artwork", "set_paused"]


def ask(url, body=None, token=None):
    headers = {"content-type": "application/json"}
    if token:
        headers["authorization"] = f"Bearer {token}"
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(url, data, headers), timeout=15) as answer:
        return answer.read()


def credentials(hub, file):
    """Those of before, or new ones: a code is shown until somebody has used it."""
    if os.path.exists(file):
        with open(file) as kept:
            return json.load(kept)
    body = {"device_model": "Example in Python", "firmware_version": "1.0.0", "claim": True}
    made = json.loads(ask(f"{hub}/api/player/provision", body))
    print("code", made["registration_code"], flush=True)
    while True:
        try:
            path = f"{hub}/api/player/{made['player_key']}/credentials"
            given = json.loads(ask(path, token=made["claim_secret"]))
            break
        except urllib.error.HTTPError as error:
            if error.code != 404:
                raise
            time.sleep(2)
    with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as kept:
        json.dump(given, kept)
    return given


class Display:
    def __init__(self, hub, given):
        self.hub = hub
        self.key, self.token = given["player_key"], given["api_token"]
        self.topic = f"makapix/player/{self.key}"
        self.posts, self.at = [], -1
        self.post = None  # On the screen.
        self.intent, self.shown_at, self.is_reported = "channel", 0.0, False
        self.paused = False
        self.unanswered = {}  # Views by their names, until the hub has answered.
        self.changed = threading.Condition()
        self.wanted = None  # A post, or "next".
        self.is_over = False
        # Version 2 of paho asks which callbacks are meant.
        kind = [mqtt.CallbackAPIVersion.VERSION1] if hasattr(mqtt, "CallbackAPIVersion") else []
        self.client = mqtt.Client(*kind, client_id=self.key, protocol=mqtt.MQTTv311)
        self.client.username_pw_set(self.key, self.token)
        self.client.will_set(f"{self.topic}/status", json.dumps(self.status("offline")), qos=1)
        self.client.reconnect_delay_set(1, 15)
        self.client.on_connect, self.client.on_message = self.on_connect, self.on_message
        self.client.connect_async(given["mqtt_broker"]["host"], given["mqtt_broker"]["port"], keepalive=30)

    def say(self, about, message):
        self.client.publish(f"{self.topic}/{about}", json.dumps(message), qos=1)

    def status(self, word="online"):
        message = {"player_key": self.key, "status": word, "firmware_version": "1.0.0"}
        return message | ({"current_post_id": self.post["post_id"]} if self.post else {})

    def on_connect(self, client, userdata, flags, rc):
        """The hub keeps no sessions: everything is followed and said anew with each connection."""
        if rc != 0:
            print("not let in", rc, flush=True)
            return
        client.subscribe([(f"{self.topic}/{about}", 1) for about in ("command", "view/ack", "response/#")])
        self.say("status", self.status())
        self.say("capabilities", {"commands": CAN})
        self.say("state", {"paused": self.paused})
        self.say("request/posts", {"request_type": "query_posts", "channel": "all", "sort": 0, "limit": 50})
        with self.changed:
            waiting = list(self.unanswered.values())
        for view in waiting:
            self.say("view", view)

    def on_message(self, client, userdata, message):
        about, content = message.topic[len(self.topic) + 1:], json.loads(message.payload)
        with self.changed:
            if about == "response/posts" and content["success"]:
                self.posts = content["posts"]
            elif about.startswith("response/") and content["success"]:
                self.wanted = content["post"]
            elif about == "view/ack":
                self.answered(content)
            elif about == "command":
                self.obey(content)
            self.changed.notify_all()

    def answered(self, answer):
        """What failed is told again with the next connection, unchanged: so it counts once."""
        if answer["success"] or answer["error_code"] != "processing_error":
            view = self.unanswered.pop(answer.get("event_id"), None)
            if view:
                print("answered", view["post_id"], answer.get("error_code", "counted"), flush=True)

    def obey(self, told):
        command = told["command"]
        if command == "swap_next":
            self.wanted = "next"
        elif command == "show_artwork":
            self.say("request/one", {"request_type": "get_post", "post_id": told["post_id"]})
        elif command == "set_paused":
            self.paused = told["paused"]
            self.say("state", {"paused": self.paused})
        self.say("command/ack", {"command_id": told["command_id"], "success": command in CAN})

    def show(self, post, intent):
        """It counts as shown once its picture is there."""
        try:
            # The address that the hub tells may be for others: its path is right.
            path = post["art_url"][post["art_url"].index("/api/"):]
            picture = ask(f"{self.hub}{path}", token=self.token)
        except OSError:
            return
        self.post, self.intent, self.shown_at, self.is_reported = post, intent, time.monotonic(), False
        print("shown", post["post_id"], len(picture), flush=True)
        self.say("status", self.status())

    def report(self):
        self.is_reported = True
        view = {
            "post_id": self.post["post_id"],
            "timestamp": datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "timezone": "",
            "intent": self.intent,
            "play_order": 0,
            "channel": "all",
            "player_key": self.key,
            "request_ack": True,
            "event_id": str(uuid.uuid4()),
        }
        with self.changed:
            self.unanswered[view["event_id"]] = view
        if self.client.is_connected():
            self.say("view", view)

    def run(self):
        self.client.loop_start()
        beat = time.monotonic()
        while not self.is_over:
            now = time.monotonic()
            with self.changed:
                wanted, self.wanted = self.wanted, None
            is_due = self.post is None or (not self.paused and now - self.shown_at >= DWELL_S)
            if isinstance(wanted, dict):
                self.show(wanted, "artwork")
            elif self.posts and (wanted == "next" or is_due):
                self.at = (self.at + 1) % len(self.posts)
                self.show(self.posts[self.at], "channel")
            elif self.post and not self.is_reported and now - self.shown_at >= SEEN_AFTER_S:
                self.report()
            if now - beat >= HEARTBEAT_S:
                beat = now
                self.say("status", self.status())
            with self.changed:
                self.changed.wait(0.2)
        self.client.publish(f"{self.topic}/status", json.dumps(self.status("offline")), qos=1).wait_for_publish(2)
        self.client.disconnect()
        self.client.loop_stop()

    def end(self, *_):
        self.is_over = True


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    hub = sys.argv[1].rstrip("/")
    display = Display(hub, credentials(hub, sys.argv[2]))
    signal.signal(signal.SIGTERM, display.end)
    signal.signal(signal.SIGINT, display.end)
    display.run()


main()
