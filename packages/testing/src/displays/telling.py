# A display that says what it is told to say, by paho-mqtt over MQTT 3.1.1, and comes again by itself when it is cut off.
# Arguments: host, port, player key, token. Reads lines of JSON, {"about": "view", "message": {...}}, and prints one for
# each thing that happens: {"connected": true}, {"refused": true}, {"acknowledged": number}, {"about": ..., "message": ...}.
import json
import sys

import paho.mqtt.client as mqtt

HOST, PORT, player_key, TOKEN = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
OWN = f"makapix/player/{player_key}/"


def tell(happened):
    print(json.dumps(happened), flush=True)


def on_connect(client, userdata, flags, rc):
    if rc != 0:
        return tell({"refused": True})
    client.subscribe([(OWN + "view/ack", 1), (OWN + "response/#", 1), (OWN + "command", 1)])


client = mqtt.Client(client_id="telling", protocol=mqtt.MQTTv311)
client.username_pw_set(player_key, TOKEN)
client.reconnect_delay_set(1, 1)
client.on_connect = on_connect
client.on_connect_fail = lambda client, userdata: tell({"refused": True})
client.on_subscribe = lambda client, userdata, mid, granted: tell({"connected": True})
client.on_publish = lambda client, userdata, mid: tell({"acknowledged": mid})
client.on_message = lambda client, userdata, message: tell(
    {"about": message.topic[len(OWN):], "message": json.loads(message.payload)}
)
client.connect_async(HOST, PORT, keepalive=60)
client.loop_start()
for line in sys.stdin:
    said = json.loads(line)
    message = said["message"]
    text = message if isinstance(message, str) else json.dumps(message)
    client.publish(OWN + said["about"], text, qos=1)
