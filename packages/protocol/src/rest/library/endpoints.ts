export const libraryEndpoints = {
  tracks: 'GET /library/tracks',
  albums: 'GET /library/albums',
  artists: 'GET /library/artists',
  track: 'GET /library/tracks/:id',
  album: 'GET /library/albums/:id',
  artist: 'GET /library/artists/:id',
  search: 'GET /library/search',
  home: 'GET /library/home',
  genres: 'GET /library/genres',
  years: 'GET /library/years',
  marks: 'GET /library/marks',
  scan: 'GET /library/scan',
  startScan: 'POST /library/scan',
  cancelScan: 'POST /library/scan/cancel',
  cover: 'GET /covers/:id',
  keepCover: 'POST /covers',
  folders: 'GET /library/folders',
  addFolder: 'POST /library/folders',
  removeFolder: 'DELETE /library/folders/:id',
  lyrics: 'GET /library/tracks/:id/lyrics',
  waveform: 'GET /library/tracks/:id/waveform',
} as const

export const historyEndpoints = {
  plays: 'GET /history',
  summary: 'GET /history/summary',
} as const
