import { counted } from '../counted.ts'
import type { devices as english } from '../en/devices.ts'

const count = counted('de')

export const devices: typeof english = {
  devices: {
    title: 'Wo soll es spielen?',
    choose: 'Gerät wählen',
    on: (name) => `Auf ${name}`,
    playingOn: (name) => `Spielt auf ${name}`,
    here: 'Dieses Gerät',
    playHere: 'Hier spielen',
    playOn: (name) => `Auf ${name} spielen`,
    active: 'Spielt',
    activePaused: 'Gewählt',
    ready: 'Bereit',
    offline: 'Nicht da',
    silent: 'Hat keinen Lautsprecher',
    needsTap: 'Muss erst angetippt werden',
    disabled: 'Ausgeschaltet',
    rename: (name) => `${name} umbenennen`,
    renameTitle: 'Gerät umbenennen',
    name: 'Name des Geräts',
    save: 'Speichern',
    none: 'Noch ist kein Gerät bekannt.',
    volumeOf: (name) => `Lautstärke von ${name}`,
  },
  devicePage: {
    title: 'Geräte',
    present: 'Jetzt da',
    absent: 'Gerade nicht da',
    playing: (title) => `Spielt „${title}“`,
    paused: (title) => `Angehalten in „${title}“`,
    heardNow: 'Hat sich gerade gemeldet',
    lastHeard: (time) => `Zuletzt gemeldet ${time}`,
    ago: {
      minutes: (minutes) => `vor ${count(minutes, { one: 'Minute', other: 'Minuten' })}`,
      hours: (hours) => `vor ${count(hours, { one: 'Stunde', other: 'Stunden' })}`,
      days: (days) => `vor ${count(days, { one: 'Tag', other: 'Tagen' })}`,
    },
    health: {
      unknown: 'Hat nicht gesagt, wie es ihm geht',
      ready: 'In Ordnung',
      notready: 'Etwas fehlt ihm',
      down: 'Außer Betrieb',
    },
    kinds: { browser: 'Browser', agent: 'Lautsprecher', display: 'Anzeige', program: 'Programm' },
    enabled: (name) => `${name} darf spielen`,
    mayPlay: 'Darf spielen',
    remove: 'Entfernen',
    removeOf: (name) => `${name} entfernen`,
    removeTitle: (name) => `${name} entfernen?`,
    removeText: 'Es wird hier vergessen. Kommt es wieder, erscheint es als neues Gerät.',
    removed: (name) => `${name} wurde entfernt`,
    addTitle: 'Gerät hinzufügen',
    addAction: 'Handy oder Tablet hinzufügen',
  },
  handOver: {
    asking: (name) => `${name} macht sich bereit`,
    moving: (name) => `Die Musik zieht um auf ${name}`,
    done: (name) => `Spielt auf ${name}`,
    chosen: (name) => `${name} ist gewählt`,
    failed: (name, reason) => `Umzug auf ${name} nicht möglich. ${reason}`,
    fellBack: 'Es fing nicht an zu spielen, darum ging die Musik zurück.',
    moveNow: 'Sofort umziehen',
  },
  unlock: {
    title: (touch) =>
      touch ? 'Tippe dieses Gerät an, damit es spielen darf' : 'Klicke, damit dieses Gerät spielen darf',
    text: 'Bis dahin kann es die Musik steuern, aber nicht spielen.',
    action: 'Ton erlauben',
  },
  platform: {
    on: (browser, system) => `${browser} auf ${system}`,
    thisBrowser: 'Dieser Browser',
  },
}
