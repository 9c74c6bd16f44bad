/** The third descriptor of the child is its wire: a pair of sockets that no other program can reach. */
export const WIRE = 3

/**
 * Nothing of the machine's own settings, scripts or screens, one script of ours, no address on the command line, and no file but the one
 * that it was told to play.
 */
export const MPV_OPTIONS: readonly string[] = [
  ...['--no-config', '--load-scripts=no', '--ytdl=no', '--no-terminal', '--idle=yes'],
  ...['--no-video', '--audio-display=no', '--no-sub', '--no-input-default-bindings', '--input-media-keys=no'],
  ...['--access-references=no', '--load-unsafe-playlists=no', '--autoload-files=no'],
  ...['--gapless-audio=yes', '--prefetch-playlist=yes', '--volume-max=100'],
  ...['--audio-fallback-to-null=no', '--audio-client-name=Baton', '--hr-seek=yes'],
  ...['--cache=yes', '--demuxer-max-bytes=64MiB', '--demuxer-max-back-bytes=8MiB', '--network-timeout=5'],
  '--stream-lavf-o=reconnect=1,reconnect_streamed=1,reconnect_on_network_error=1,reconnect_delay_max=4',
  `--input-ipc-client=fd://${WIRE}`,
]
