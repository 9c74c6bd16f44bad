import { counted } from '../counted.ts'
import type { queue as english } from '../en/queue.ts'

const count = counted('de')

export const queue: typeof english = {
  queue: {
    title: 'Warteschlange',
    label: 'Einträge der Warteschlange',
    empty: 'Die Warteschlange ist leer',
    emptyText: 'Nimm „Danach spielen“ oder „Ans Ende“ bei einem Titel oder Album.',
    clear: 'Warteschlange leeren',
    cleared: 'Die Warteschlange wurde geleert',
    removed: (title) => `${title} wurde entfernt`,
    remove: (title) => `${title} entfernen`,
    menuOf: (title) => `Mehr zu ${title}`,
    playNow: 'Ab hier spielen',
    moveUp: 'Nach oben',
    moveDown: 'Nach unten',
    moveNext: 'Hinter den laufenden Titel',
    removeItem: 'Entfernen',
    drag: (title) => `${title} verschieben`,
    failed: 'Ließ sich nicht abspielen',
    current: 'Laufender Titel',
    shuffled: 'Gemischt: in dieser Reihenfolge wird gespielt.',
    unknown: 'Wird geladen…',
    left: (tracks) => `noch ${tracks}`,
  },
  edit: {
    playing: (title: string) => `${title} läuft`,
    moved: (title: string) => `${title} wurde verschoben`,
    movedMany: (entries: number) =>
      `${count(entries, { one: 'Titel wurde', other: 'Titel wurden' })} verschoben`,
    removedMany: (entries: number) =>
      `${count(entries, { one: 'Titel wurde', other: 'Titel wurden' })} entfernt`,
    select: 'Auswählen',
    selected: (entries: number) => `${count(entries, { one: 'Titel', other: 'Titel' })} ausgewählt`,
    done: 'Fertig',
    playNext: 'Als Nächstes',
    remove: 'Entfernen',
    all: 'Alle auswählen',
    left: (entries: string, time: string) => `${entries}, noch ${time}`,
    actions: 'Was mit den ausgewählten Titeln geschehen soll',
  },
}
