import { counted } from '../counted.ts'

const count = counted('en')

export const queue = {
  queue: {
    title: 'Queue',
    label: 'Entries of the queue',
    empty: 'The queue is empty',
    emptyText: 'Use “Play next” or “Add to end” on any track or album.',
    clear: 'Clear the queue',
    cleared: 'The queue was cleared',
    removed: (title: string) => `${title} was removed`,
    remove: (title: string) => `Remove ${title}`,
    menuOf: (title: string) => `More for ${title}`,
    playNow: 'Play from here',
    moveUp: 'Move up',
    moveDown: 'Move down',
    moveNext: 'Move behind the current track',
    removeItem: 'Remove',
    drag: (title: string) => `Move ${title}`,
    failed: 'Could not be played',
    current: 'Current track',
    shuffled: 'Shuffled: this is the order that plays.',
    unknown: 'Loading…',
    left: (tracks: string) => `${tracks} left`,
  },
  edit: {
    playing: (title: string) => `Playing ${title}`,
    moved: (title: string) => `${title} was moved`,
    movedMany: (entries: number) => `${count(entries, { one: 'track was', other: 'tracks were' })} moved`,
    removedMany: (entries: number) => `${count(entries, { one: 'track was', other: 'tracks were' })} removed`,
    select: 'Select',
    selected: (entries: number) => `${count(entries, { one: 'track', other: 'tracks' })} selected`,
    done: 'Done',
    playNext: 'Play next',
    remove: 'Remove',
    all: 'Select all',
    left: (entries: string, time: string) => `${entries}, ${time} left`,
    actions: 'What to do with the selected tracks',
  },
}
