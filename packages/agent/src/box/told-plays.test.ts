import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Ask, BatonFailure, type Hub } from '@baton/client'
import type { EntryId, TrackId } from '@baton/protocol'
import { settled } from '@baton/testing/fakes/fake-clock'
import type { StateFolder } from '../state/state-folder.ts'
import { toldPlays } from './told-plays.ts'

const [E, F] = ['5', '6'].map((n) => ({
  trackId: `0000000b-0000-4000-8000-00000000000${n}` as TrackId,
  entryId: `0000000c-0000-4000-8000-00000000000${n}` as EntryId,
})) as [Play, Play]
type Play = { readonly trackId: TrackId; readonly entryId: EntryId }

test('[BX23] plays are told in order, each once, under the same id after a restart of the box', async () => {
  const folder = memoryFolder()
  const first = toldPlays(folder, () => 1_000)
  first.add([{ ...E, isUnderWay: true }, F])
  const away = hubThat(() => new BatonFailure('client.offline'))
  assert.equal(await first.deliver(away.hub), false)

  const later = toldPlays(folder, () => 9_000)
  assert.equal(later.waits(), true)
  const there = hubThat(() => null)
  const [both, again] = [later.deliver(there.hub), later.deliver(there.hub)]
  await settled()
  assert.deepEqual([await both, await again, later.waits()], [true, true, false])
  assert.deepEqual(
    there.heard.map(({ ask }) => ask),
    [
      { type: 'session.tell-play', ...E, isUnderWay: true, at: 1_000 },
      { type: 'session.tell-play', ...F, at: 1_000 },
    ],
  )
  assert.equal(there.heard[0]?.id, away.heard[0]?.id)
  assert.equal(toldPlays(folder, Date.now).waits(), false)
})

test('[BX23] what the hub refuses is not told again, and holds up nothing; what may pass later waits', async () => {
  const plays = toldPlays(memoryFolder(), () => 1_000)
  plays.add([E, F])
  const refusing = hubThat((nth) => (nth === 0 ? new BatonFailure('library.track-not-found') : null))
  assert.equal(await plays.deliver(refusing.hub), true)
  assert.deepEqual([refusing.heard.length, plays.waits()], [2, false])
  plays.add([E])
  for (const code of ['auth.wrong-token', 'hub.busy'] as const) {
    assert.equal(await plays.deliver(hubThat(() => new BatonFailure(code)).hub), false, code)
    assert.equal(plays.waits(), true, code)
  }
})

function hubThat(answers: (nth: number) => BatonFailure | null) {
  const heard: { readonly ask: Ask; readonly id: string | undefined }[] = []
  const send = async (ask: Ask, { commandId }: { commandId?: string } = {}) => {
    heard.push({ ask, id: commandId })
    const failure = answers(heard.length - 1)
    if (failure) throw failure
  }
  return { heard, hub: { send } as unknown as Pick<Hub, 'send'> }
}

function memoryFolder(): StateFolder {
  const files = new Map<string, string>()
  const folder: Pick<StateFolder, 'read' | 'write'> = {
    read: (name) => files.get(name) ?? null,
    write(name, text) {
      files.set(name, text)
      return name
    },
  }
  return folder as StateFolder
}
