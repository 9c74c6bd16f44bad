// The configuration of a Mosquitto that stands beside a hub. What the hub relies on is in it, and why.

export interface MosquittoConf {
  /** Where the broker finds its other files, and keeps what it has to keep. */
  readonly folder: string
  readonly dataFolder: string
  readonly plugin: string
  /** For displays; null: not by plain TCP. */
  readonly port: number | null
  readonly tls: { readonly port: number; readonly cert: string; readonly key: string } | null
  readonly websocketPort: number | null
  /** For hubs. */
  readonly hubHost: string
  readonly hubPort: number
}

/** What one display may say at once, as with the hub's own broker. */
const MESSAGE_BYTES = 16 * 1024
/** Nothing larger is read at all. */
const PACKET_BYTES = 64 * 1024

export function mosquittoConf(conf: MosquittoConf): string {
  const { folder, dataFolder, plugin, port, tls, websocketPort, hubHost, hubPort } = conf
  const forDisplays = [
    ...(port === null ? [] : [listener('Displays, by plain TCP.', [`listener ${port}`])]),
    ...(tls === null
      ? []
      : [
          listener('Displays, by TLS. The broker reads both files at its start, and again at SIGHUP.', [
            `listener ${tls.port}`,
            `certfile ${tls.cert}`,
            `keyfile ${tls.key}`,
          ]),
        ]),
    ...(websocketPort === null
      ? []
      : [listener('Displays, by WebSocket.', [`listener ${websocketPort}`, 'protocol websockets'])]),
  ]
  return `# Mosquitto 2 beside Baton: written by \`baton mqtt config\`. The broker is for displays and hubs of one installation alone.

# --- Who may come in -------------------------------------------------------------------------------------------------
# The hub keeps this list by itself, by the plugin: one client and one role for each display. The file belongs to the
# broker, which writes it whenever the hub changes something. Where it is lost, put the first one back: the hub tells the
# broker everything again.
per_listener_settings false
allow_anonymous false
plugin ${plugin}
plugin_opt_config_file ${folder}/dynamic-security.json

# --- What is kept ----------------------------------------------------------------------------------------------------
# What displays say while no hub is there waits here, over a restart of the broker too. What came in the last seconds
# before a crash of the broker is lost: shorter is safer, and writes more often.
persistence true
persistence_location ${dataFolder}/
autosave_interval 10
# Displays that asked for a session and do not come back.
persistent_client_expiration 1d
queue_qos0_messages false

# --- Limits ----------------------------------------------------------------------------------------------------------
# A longer message is acknowledged and dropped; a longer packet ends its connection.
message_size_limit ${MESSAGE_BYTES}
max_packet_size ${PACKET_BYTES}
# What is said is sent at once, and does not wait for more.
set_tcp_nodelay true
# So many messages of one connection are on their way at one time: the hub takes that many at once, too.
max_inflight_messages 100
# So much waits for one that is away, or too slow: whichever is reached first. It is meant for the hub. What is beyond
# that is dropped.
max_queued_messages 20000
max_queued_bytes 33554432

# --- The log ---------------------------------------------------------------------------------------------------------
log_dest stderr
log_type error
log_type warning
log_type notice
log_type information
log_timestamp_format %Y-%m-%dT%H:%M:%S
connection_messages true

# --- Where it listens ------------------------------------------------------------------------------------------------
# Hubs. Displays have no business here: keep it to this machine, or to a network of hubs.
listener ${hubPort} ${hubHost}

${forDisplays.join('\n')}`
}

/** Of one display one connection, and nobody takes the place of another by what it calls itself. */
function listener(about: string, lines: readonly string[]): string {
  return `# ${about}\n${[...lines, 'use_username_as_clientid true', 'max_connections 5000'].join('\n')}\n`
}
