# The snippets of docs of the reference, as they stand there, run by paho-mqtt over MQTT 3.1.1, or 5 where that is asked for.
# Arguments: host, port, player key, token, and 5. Prints what came back.
import json
import sys
import threading
from datetime import datetime, timezone

import paho.mqtt.client as mqtt

HOST, PORT, player_key, TOKEN = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]


def report_status(client, player_key, current_post_id=None):
    status = {
        "player_key": player_key,
        "status": "online",
        "firmware_version": "2.1.0"
    }
    if current_post_id:
        status["current_post_id"] = current_post_id

    client.publish(
        f"makapix/player/{player_key}/status",
        json.dumps(status),
        qos=1
    )


# On connect
def on_connect(client, userdata, flags, rc, properties):
    if rc == 0:
        report_status(client, player_key)


# On artwork change
def display_artwork(client, player_key, post_id):
    # ... display the artwork ...
    report_status(client, player_key, post_id)


def report_view(client, player_key, post_id, channel, intent="channel"):
    view_event = {
        "post_id": post_id,
        "timestamp": datetime.now(timezone.utc).isoformat().replace("+00:00", "Z"),
        "timezone": "",
        "intent": intent,
        "play_order": 0,  # Server order
        "channel": channel,
        "player_key": player_key,
        "request_ack": False
    }

    client.publish(
        f"makapix/player/{player_key}/view",
        json.dumps(view_event),
        qos=1
    )


# When artwork is displayed
def on_artwork_displayed(post_id):
    report_view(client, player_key, post_id, "all")


# When user explicitly requests artwork
def on_user_request(post_id):
    report_view(client, player_key, post_id, "all", intent="artwork")


# What the reference leaves to its reader.
acknowledged = threading.Semaphore(0)
connected = threading.Event()
IS_5 = sys.argv[5:] == ["5"]
client = mqtt.Client(client_id="any", protocol=mqtt.MQTTv5 if IS_5 else mqtt.MQTTv311)
client.username_pw_set(player_key, TOKEN)
client.will_set(
    f"makapix/player/{player_key}/status",
    json.dumps({"player_key": player_key, "status": "offline"}),
    qos=1,
    retain=True,
)


def on_connect_v311(client, userdata, flags, rc):
    on_connect_v5(client, userdata, flags, rc, None)


def on_connect_v5(client, userdata, flags, rc, properties):
    on_connect(client, userdata, flags, rc, properties)
    connected.set()


client.on_connect = on_connect_v5 if IS_5 else on_connect_v311
client.on_publish = lambda *_: acknowledged.release()
client.connect(HOST, PORT, keepalive=60)
client.loop_start()
connected.wait()
display_artwork(client, player_key, 7)
on_artwork_displayed(7)
on_user_request(7)
for _ in range(4):
    acknowledged.acquire()
print("acknowledged", flush=True)
# Until it is killed: then its last will speaks.
threading.Event().wait()
