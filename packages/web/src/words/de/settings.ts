import { counted } from '../counted.ts'
import type { settings as english } from '../en/settings.ts'

const count = counted('de')
const number = new Intl.NumberFormat('de')

export const settings: typeof english = {
  settings: {
    title: 'Einstellungen',
    device: 'Dieses Gerät',
    deviceName: 'Name dieses Geräts',
    deviceHint: 'Andere sehen ihn, wenn sie wählen, wo es spielt.',
    saved: 'Gespeichert',
    look: 'Darstellung',
    language: 'Sprache',
    languageSystem: 'Wie der Browser',
    people: 'Personen',
    peopleText: 'Alle haben ihre eigene Warteschlange und ihre eigenen Lieblinge.',
    toPeople: 'Personen zeigen',
    toDevices: 'Alle Geräte',
    toScan: 'Durchsuchung zeigen',
    install: 'Baton auf diesem Gerät installieren',
    theme: 'Farben',
    themes: { system: 'Wie das System', light: 'Hell', dark: 'Dunkel' },
    library: 'Musik',
    account: 'Konto',
    signedInAs: (name) => `Angemeldet als ${name}`,
    signOut: 'Abmelden',
    keys: 'Tastenkürzel',
  },
  scan: {
    label: 'Durchsuchung der Musik',
    looking: 'Musik wird gesucht',
    reading: 'Musik wird gelesen',
    demo: 'Ein paar Probestücke entstehen',
    count: (read, total) =>
      total === null
        ? count(read, { one: 'Datei', other: 'Dateien' })
        : `${number.format(read)} von ${count(total, { one: 'Datei', other: 'Dateien' })}`,
    left: (time) => `noch etwa ${time}`,
    failed: 'Die Durchsuchung ist gescheitert',
    start: 'Musik durchsuchen',
    cancel: 'Durchsuchung anhalten',
    problems: (files) => count(files, { one: 'Datei war nicht lesbar', other: 'Dateien waren nicht lesbar' }),
    title: 'Musikordner',
    resting: 'Gerade wird nicht gesucht',
    doneTitle: 'Die letzte Durchsuchung ist fertig',
    cancelledTitle: 'Die letzte Durchsuchung wurde angehalten',
    never: 'Der Ordner wurde seit dem Start des Hubs nicht durchsucht.',
    waiting: 'Die Durchsuchung beginnt',
    speed: (files) => `${number.format(files)} je Sekunde`,
    seen: 'Gefundene Dateien',
    read: 'Neu gelesen',
    unchanged: 'Unverändert',
    failedFiles: 'Nicht lesbar',
    rate: 'Tempo',
    remaining: 'Verbleibend',
    soon: 'einen Augenblick',
    noProblems: 'Alle Dateien waren lesbar.',
    problemsTitle: 'Dateien, die nicht lesbar waren',
    problemsText: 'Sie fehlen in der Musik und werden wieder gelesen, sobald sie sich ändern.',
    moreProblems: (files) =>
      `Und ${count(files, { one: 'weitere Datei', other: 'weitere Dateien' })}. Das Protokoll des Hubs nennt alle.`,
  },
  users: {
    title: 'Personen',
    lead: 'Jede Person hat ihre eigene Warteschlange, ihre eigenen Lieblinge und ihre eigene Stelle in der Musik. Musik und Geräte gehören allen.',
    owner: 'Besitz',
    member: 'Mitglied',
    you: 'Das bist du',
    addTitle: 'Person hinzufügen',
    addText: 'Gib ihr Name und Passwort; damit meldet sie sich auf ihren eigenen Geräten an.',
    add: 'Person hinzufügen',
    added: (name) => `${name} wurde hinzugefügt`,
    label: 'Personen des Haushalts',
    ownerOnly: 'Nur wem dieser Hub gehört, kann Personen hinzufügen.',
  },
}
