import { counted } from '../counted.ts'
import type { uploads as english } from '../en/uploads.ts'

const files = counted('de')

export const uploads: typeof english = {
  uploads: {
    title: 'Hochladen',
    drop: 'Musik hier ablegen',
    dropText: 'Dateien oder ganze Ordner, in jedem Format, das der Hub spielt. Sie kommen in die Bibliothek.',
    chooseFiles: 'Dateien wählen',
    chooseFolder: 'Ordner wählen',
    into: 'In eine Wiedergabeliste',
    nowhere: 'Keine Wiedergabeliste',
    none: 'Nichts unterwegs',
    noneText: 'Was hier oder an einem anderen Bildschirm hochgeladen wird, steht hier einen Tag lang.',
    list: 'Was in diesem Haushalt hochgeladen wird',
    waiting: 'Wartet',
    hashing: 'Die Datei wird gelesen',
    sending: (percent) => `${percent} Prozent`,
    interrupted: 'Unterbrochen. Wähle dieselbe Datei noch einmal, dann geht es weiter.',
    checking: 'Kommt gerade in die Bibliothek',
    done: 'In der Bibliothek',
    duplicate: 'War schon in der Bibliothek',
    failed: 'Nicht angenommen',
    cancel: 'Abbrechen',
    cancelOf: (name) => `${name} abbrechen`,
    retry: 'Noch einmal versuchen',
    retryOf: (name) => `${name} noch einmal versuchen`,
    remove: 'Aus der Liste nehmen',
    removeOf: (name) => `${name} aus der Liste nehmen`,
    clear: 'Erledigtes wegräumen',
    progressOf: (name) => `Fortschritt von ${name}`,
    chosen: (count) => files(count, { one: 'Datei ist unterwegs', other: 'Dateien sind unterwegs' }),
    noMusic: 'Unter den Dateien war keine Musik.',
  },
}
