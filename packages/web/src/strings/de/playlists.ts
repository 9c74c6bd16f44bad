import { counted } from '../counted.ts'
import type { playlists as english } from '../en/playlists.ts'

const count = counted('de')

export const playlists: typeof english = {
  playlists: {
    title: 'Wiedergabelisten',
    nav: 'Wieder\u00adgabe\u00adlisten',
    empty: 'Noch keine Wiedergabelisten',
    emptyText:
      'Behalte, was du gern zusammen hörst: Beginne mit einer leeren Liste, oder sichere die Warteschlange als eine.',
    create: 'Neue Liste',
    newTitle: 'Neue Wiedergabeliste',
    name: 'Titel der Liste',
    description: 'Beschreibung',
    whoSees: 'Wer sie sieht',
    onlyMe: 'Nur ich',
    everybody: 'Alle hier',
    shared: 'Gemeinsam',
    save: 'Sichern',
    edit: 'Bearbeiten',
    editOf: (title) => `${title} bearbeiten`,
    delete: 'Löschen',
    deleted: (title) => `${title} wurde gelöscht`,
    created: (title) => `${title} ist angelegt`,
    missing: 'Zurzeit nicht da',
    noTracks: 'Noch nichts darin',
    noTracksText: 'Öffne das Menü eines Titels oder Albums und wähle „Zur Liste hinzufügen“.',
    entries: 'Titel der Wiedergabeliste',
    removeItem: 'Aus der Liste entfernen',
    removeOf: (title) => `${title} aus der Liste entfernen`,
    addTo: 'Zur Liste hinzufügen…',
    addTitle: (what) => `${what} zu einer Liste hinzufügen`,
    find: 'Wiedergabeliste suchen',
    added: (what, title) => `${what} steht jetzt in ${title}`,
    open: 'Öffnen',
    saveQueue: 'Als Liste sichern',
    saveQueueTitle: 'Die Warteschlange als Wiedergabeliste sichern',
    queueName: (date) => `Warteschlange vom ${date}`,
    started: (title) => `Es läuft ${title}`,
    tracks: (tracks) => count(tracks, { one: 'Titel', other: 'Titel' }),
  },
}
