import type { Generated } from 'kysely'

/** A music folder of a household. */
export interface LibraryFolderTable {
  id: string
  household_id: string
  path: string
  added_at: number
  /** `settings`, `owner`, or `left`: its tracks are missing until it is a music folder again. */
  origin: Generated<string>
  /** Which folder of which disk it was when it was last read whole; null: not known, or its music lies on several. */
  place: string | null
}

/** One file. `path` is relative to its folder, `search_text` and the keys are folded (see rows/fold-text.ts). */
export interface LibraryTrackTable {
  id: string
  household_id: string
  folder_id: string
  path: string
  size_bytes: number
  mtime_ms: number
  sample_hash: string
  title: string
  artist: string | null
  artist_id: string | null
  album: string | null
  album_id: string | null
  album_artist: string | null
  disc_no: number | null
  track_no: number | null
  year: number | null
  genre: string | null
  duration_ms: number
  codec: string
  mime: string
  cover_id: string | null
  /** 1: its file is gone. 2: the file is there, and is divided otherwise now. */
  missing: number
  added_at: number
  title_key: string
  search_text: string
  /** JSON: the artists, where there are several. */
  artists: string | null
  /** JSON: the ids of those by whom its album is. */
  album_artists: string | null
  /** JSON: the genres, where there are several. */
  genres: string | null
  genre_key: string | null
  rg_track_gain: number | null
  rg_track_peak: number | null
  rg_album_gain: number | null
  rg_album_peak: number | null
  mb_track_id: string | null
  mb_album_id: string | null
  mb_artist_id: string | null
  /** Of the picture and the cue sheet beside it when it was read. */
  cover_stamp: string | null
  ctime_ms: number | null
  /** Of the sound without its tags; null where nobody can tell. */
  sound_hash: string | null
  /** The path of the file that the track is a part of; null where it is the whole file. */
  part_of: string | null
  /** Where it begins and ends in there, in 75ths of a second. */
  part_start: number | null
  part_end: number | null
  stamp: Generated<number>
}

/** Who performs a track. */
export interface LibraryTrackArtistTable {
  track_id: string
  artist_id: string
}

/** The genres of a track beside the first one, which stands in its row. */
export interface LibraryTrackGenreTable {
  track_id: string
  genre_key: string
  genre: string
}

/** Those by whom an album is. */
export interface LibraryAlbumArtistTable {
  album_id: string
  artist_id: string
}

/** `stamp` counts the changes of a household's library, and each row carries that of its last one. */
export interface LibraryHeadTable {
  household_id: string
  stamp: number
  reload: number
}

/** `base_key` is that of its title and artist; albums that share it have an `identity_key` each. */
export interface LibraryAlbumTable {
  id: string
  household_id: string
  identity_key: string
  /** Null on rows of older hubs, whose `identity_key` is the same. */
  base_key: string | null
  title: string
  album_artist: string | null
  artist_id: string | null
  /** JSON: the ids of those by whom it is, the first among them. */
  album_artists: string | null
  year: number | null
  cover_id: string | null
  added_at: number
  title_key: string
  artist_key: Generated<string>
  search_text: string
  stamp: Generated<number>
}

export interface LibraryArtistTable {
  id: string
  household_id: string
  identity_key: string
  mb_id: string | null
  name: string
  added_at: number
  name_key: string
  search_text: string
  stamp: Generated<number>
}

/** Pictures that the household's tracks and albums refer to; the bytes lie in the data folder, under this id. */
export interface LibraryCoverTable {
  household_id: string
  id: string
  mime: string
  size_bytes: number
}

/** Files that look like music and could not be read, with their size and age so that they are not tried in vain. */
export interface LibraryScanErrorTable {
  household_id: string
  folder_id: string
  path: string
  size_bytes: number
  mtime_ms: number
  code: string
  message: string
  seen_at: number
}

/** A picture that somebody put in. */
export interface LibraryPictureTable {
  household_id: string
  id: string
  /** In base64. */
  bytes: string
  kept_at: number
}

export interface LibraryTables {
  library_folders: LibraryFolderTable
  library_tracks: LibraryTrackTable
  library_albums: LibraryAlbumTable
  library_artists: LibraryArtistTable
  library_track_artists: LibraryTrackArtistTable
  library_track_genres: LibraryTrackGenreTable
  library_album_artists: LibraryAlbumArtistTable
  library_heads: LibraryHeadTable
  library_covers: LibraryCoverTable
  library_pictures: LibraryPictureTable
  library_scan_errors: LibraryScanErrorTable
}
