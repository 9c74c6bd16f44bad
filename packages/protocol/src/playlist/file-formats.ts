/** What playlists are written in for other programs. `m3u8` is M3U in UTF-8. */
export const PLAYLIST_FILE_FORMATS = ['m3u8', 'm3u', 'xspf', 'jspf'] as const
export type PlaylistFileFormat = (typeof PLAYLIST_FILE_FORMATS)[number]

/** The rules of a smart playlist, as Navidrome writes them. */
export const RULES_FILE_FORMAT = 'nsp'
export type PlaylistExportFormat = PlaylistFileFormat | typeof RULES_FILE_FORMAT
