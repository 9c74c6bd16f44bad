import { counted } from '../counted.ts'
import type { music as english } from '../en/music.ts'

const count = counted('de')

export const music: typeof english = {
  library: {
    title: 'Musik',
    views: 'Ansichten der Musik',
    albums: 'Alben',
    tracks: 'Titel',
    artists: 'Künstler',
    search: 'Musik durchsuchen',
    searchHint: 'Titel, Künstler oder Album',
    unknownArtist: 'Unbekannt',
    unknownAlbum: 'Unbekanntes Album',
    loading: 'Wird geladen',
    nothingTitle: 'Noch keine Musik',
    nothingText:
      'Der Hub hat keine Titel gefunden. Starte ihn mit einem Musikordner, oder durchsuche ihn noch einmal, wenn etwas darin ist.',
    comingText: 'Sie erscheint hier, sobald sie da ist.',
    scanNow: 'Jetzt durchsuchen',
    noMatchTitle: 'Nichts gefunden',
    noMatch: (query) => `Zu „${query}“ gibt es nichts.`,
    clearSearch: 'Suche leeren',
    more: 'Mehr zeigen',
    missing: 'Datei fehlt',
  },
  album: { tracks: 'Titel', disc: (number) => `Platte ${number}` },
  artist: { albums: 'Alben', tracks: 'Titel' },
  actions: {
    playNow: 'Jetzt spielen',
    playNext: 'Danach spielen',
    addToEnd: 'Ans Ende',
    playNowOf: (title) => `${title} jetzt spielen`,
    menuOf: (title) => `Mehr zu ${title}`,
    like: 'Mögen',
    unlike: 'Nicht mehr mögen',
    openAlbum: 'Album zeigen',
    openArtist: 'Künstler zeigen',
    addedNext: (title) => `${title} kommt als Nächstes`,
    addedToEnd: (title) => `${title} steht am Ende`,
  },
  count: {
    number: (amount) => new Intl.NumberFormat('de').format(amount),
    tracks: (tracks) => count(tracks, { one: 'Titel', other: 'Titel' }),
    albums: (albums) => count(albums, { one: 'Album', other: 'Alben' }),
    artists: (artists: number) => count(artists, { one: 'Künstler', other: 'Künstler' }),
    minutes: (minutes) => `${minutes} Min.`,
    hours: (hours, minutes) => `${hours} Std. ${minutes} Min.`,
    seconds: (seconds) => `${seconds} Sek.`,
  },
}
