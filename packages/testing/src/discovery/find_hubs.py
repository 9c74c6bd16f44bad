"""Lists the hubs of the network with Debian's python3-zeroconf: find_hubs.py SECONDS, a line of JSON for each."""

import json
import sys
import time

from zeroconf import IPVersion, ServiceBrowser, Zeroconf

KIND = "_baton._tcp.local."


class Listener:
    def __init__(self):
        self.names = set()

    def add_service(self, zeroconf, kind, name):
        self.names.add(name)

    def update_service(self, zeroconf, kind, name):
        pass

    def remove_service(self, zeroconf, kind, name):
        self.names.discard(name)


zeroconf = Zeroconf(ip_version=IPVersion.V4Only)
listener = Listener()
ServiceBrowser(zeroconf, KIND, listener)
time.sleep(float(sys.argv[1]))
for name in sorted(listener.names):
    info = zeroconf.get_service_info(KIND, name, timeout=10_000)
    said = {key.decode(): (value or b"").decode() for key, value in info.properties.items()}
    print(json.dumps({"name": name, "host": info.server, "port": info.port, "addresses": info.parsed_addresses(), "txt": said}))
zeroconf.close()
