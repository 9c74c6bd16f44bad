import assert from 'node:assert/strict'
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { FIRST_SETTINGS, type ViewEvent } from '../core/index.ts'
import { keptInFolder } from './kept-in-folder.ts'

const { channel } = FIRST_SETTINGS

function event(nth: number): ViewEvent {
  return { eventId: `e${nth}`, postId: nth, intent: 'channel', channel, seenAt: 1_000 * nth }
}

test('[RD9] the journal has what was added and not removed, also behind a line that was cut off', async () => {
  using folder = temporaryFolder()
  const first = keptInFolder(folder.path)
  assert.deepEqual(await first.read(), { identity: null, settings: null, views: [], lastViewAt: null })
  const identity = { kind: 'registered', playerKey: 'k', apiToken: 't' } as const
  await first.writeIdentity(identity)
  await first.writeSettings({ ...FIRST_SETTINGS, brightness: 7 })
  for (const nth of [1, 2, 3]) await first.addView(event(nth))
  await first.removeView('e2')
  appendFileSync(join(folder.path, 'views.jsonl'), '{"add":{"eventId":"e4","po')

  const second = keptInFolder(folder.path)
  const known = await second.read()
  assert.deepEqual(known.views, [event(1), event(3)])
  assert.deepEqual([known.identity, known.settings?.brightness, known.lastViewAt], [identity, 7, 3_000])
  await second.removeView('e1')
  await second.removeView('e3')

  const third = await keptInFolder(folder.path).read()
  assert.deepEqual([third.views, third.lastViewAt], [[], 3_000], 'when the last one was is known for longer')
  assert.equal(statSync(join(folder.path, 'identity.json')).mode & 0o077, 0)
})

test('[RD9] the journal does not grow with what is done', async () => {
  using folder = temporaryFolder()
  const kept = keptInFolder(folder.path)
  await kept.read()
  for (let nth = 1; nth <= 150; nth++) {
    await kept.addView(event(nth))
    await kept.removeView(`e${nth}`)
  }
  assert.ok(readFileSync(join(folder.path, 'views.jsonl'), 'utf8').split('\n').length < 220)
  assert.equal((await keptInFolder(folder.path).read()).lastViewAt, 150_000)
})

function temporaryFolder() {
  const path = mkdtempSync(join(tmpdir(), 'baton-kept-'))
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) }
}
