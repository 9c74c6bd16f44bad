// The states of rooms, written into the one message that shows them all.
import { listedAs, type RoomState, restName, toRest } from '@baton/protocol'
import type { Document, Showing } from './stream-words.ts'
import type { Vocabulary } from './vocabulary.ts'

/** Rooms of which one follows one at most say what they are; the others are listed by their family. */
export function snapshotParts(
  states: readonly RoomState[],
  { rooms, wordsOf }: Vocabulary,
  showing: Showing,
): readonly Document[] {
  const listed = new Map<string, Document[]>()
  const single = states.flatMap((state): Document[] => {
    const document = wordsOf(state.family)?.documentOf?.(state, showing) ?? plain(state)
    const kind = rooms.called(state.family)
    const list = kind && listedAs(kind)
    if (!list) return [document]
    const name = restName(list)
    listed.set(name, [...(listed.get(name) ?? []), document])
    return []
  })
  return [...single, ...[...listed].map(([name, open]) => ({ [name]: open }))]
}

function plain({ family: _, ...fields }: RoomState): Document {
  return toRest(fields) as Document
}
