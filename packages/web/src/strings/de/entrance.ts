import type { entrance as english } from '../en/entrance.ts'

export const entrance: typeof english = {
  setUp: {
    title: 'Willkommen bei Baton',
    lead: 'Dieser Hub ist neu. Wähle Name und Passwort für die Person, der er gehört: damit meldest du dich überall an.',
    noCode:
      'Dieser Hub gehört noch niemandem. Öffne den Link zur Einrichtung, den er beim Start ausgegeben hat.',
    submit: 'Hub übernehmen',
  },
  signIn: {
    title: 'Anmelden',
    lead: 'Deine Musik wartet, wo du sie verlassen hast.',
    again: 'Diese Anmeldung ist abgelaufen. Melde dich wieder an, dann bist du, wo du warst.',
    username: 'Name',
    password: 'Passwort',
    passwordHint: 'Mindestens 8 Zeichen.',
    submit: 'Anmelden',
    show: 'Passwort zeigen',
    hide: 'Passwort verbergen',
  },
  start: {
    step: (step, of) => `Schritt ${step} von ${of}`,
    next: 'Weiter',
    back: 'Zurück',
    skip: 'Rest überspringen',
    finish: 'Zur Musik',
    deviceTitle: 'Gib diesem Gerät einen Namen',
    deviceLead: 'Alle sehen diesen Namen, wenn sie wählen, wo die Musik spielt.',
    musicTitle: 'Deine Musik',
    musicLead: 'Der Hub liest die Musikordner, mit denen er gestartet wurde. Du brauchst nicht zu warten.',
    musicNone:
      'Der Hub hat noch keine Musik gefunden. Lege welche in seinen Musikordner: er sieht von selbst wieder nach.',
    musicDone: (tracks, albums) => `Bereit: ${tracks} auf ${albums}.`,
    phoneTitle: 'Handy hinzufügen',
  },
  phone: {
    title: 'Handy oder Tablet hinzufügen',
    text: 'Richte seine Kamera auf dieses Bild. Es öffnet diesen Hub; melde dich dort mit deinem eigenen Namen an.',
    picture: (address) => `Bild mit der Adresse ${address}`,
    address: 'Adresse des Hubs',
    addressHint: 'So, wie das andere Gerät ihn in deinem Netz erreicht.',
    onlyHere:
      'Die Adresse „localhost“ nützt einem Handy nichts. Trage die Adresse dieses Rechners in deinem Netz ein.',
    wrongAddress: 'Das ist keine Adresse.',
  },
}
