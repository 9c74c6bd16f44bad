/** The third descriptor of the child is its wire: a pair of sockets that no other program can reach. */
export const WIRE = 3

/** Nothing but sound: nothing of the machine's own settings, scripts or screens, and no file but the one that it was told to play. */
export const SOUND_ALONE: readonly string[] = [
  ...['--no-config', '--load-scripts=no', '--ytdl=no', '--no-terminal'],
  ...['--no-video', '--audio-display=no', '--no-sub', '--no-input-default-bindings', '--input-media-keys=no'],
  ...['--access-references=no', '--load-unsafe-playlists=no', '--autoload-files=no'],
  ...['--audio-fallback-to-null=no', '--audio-client-name=Baton', '--volume-max=100'],
]

/** One script of ours, and no address on the command line. */
export const MPV_OPTIONS: readonly string[] = [
  ...SOUND_ALONE,
  ...['--idle=yes', '--gapless-audio=yes', '--prefetch-playlist=yes', '--hr-seek=yes'],
  ...['--cache=yes', '--demuxer-max-bytes=64MiB', '--demuxer-max-back-bytes=8MiB', '--network-timeout=5'],
  '--stream-lavf-o=reconnect=1,reconnect_streamed=1,reconnect_on_network_error=1,reconnect_delay_max=4',
  `--input-ipc-client=fd://${WIRE}`,
]

/** The sound card that it is to use; null: the machine's usual one. */
export function cardOptions(audioDevice: string | null): readonly string[] {
  return audioDevice === null ? [] : [`--audio-device=${audioDevice}`]
}
