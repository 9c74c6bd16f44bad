// The order in which the page of an album or an artist shows its tracks, which is also that in which they are played.
// `track` and `album` are the tables of the query. Rule B13.

/** Files without numbers are called by them, more often than not: so they come as their paths do, behind those with numbers. */
export const ON_ITS_ALBUM = 'coalesce(track.disc_no, 1), coalesce(track.track_no, 9999), track.path, track.id'

/** The oldest first, then what is on no album. */
export const BY_ALBUM = `case when track.album_id is null then 1 else 0 end, coalesce(album.year, 9999),
  coalesce(album.title_key, ''), coalesce(track.album_id, ''), ${ON_ITS_ALBUM}`
