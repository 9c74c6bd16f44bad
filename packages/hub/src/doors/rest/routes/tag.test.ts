import assert from 'node:assert/strict'
import { test } from 'node:test'
import { serveHub } from '@baton/testing/worlds/http-world'

test('[TG1] [TG3] over REST a tag is known however its number is written, and plays one thing', async () => {
  await using hub = await serveHub({ tracks: [{ name: '1.flac', durationMs: 180_000 }] })
  const reader = await hub.program('Kitchen')
  const [track_id] = hub.trackIds
  const made = await reader.post('/playlists', { title: 'Mornings' })
  const { playlist_id } = made.json.playlist as { playlist_id: string }
  const codeOf = async (answer: Promise<{ json: Record<string, unknown> }>) =>
    ((await answer).json.error as { code?: string } | undefined)?.code

  assert.equal((await reader.post('/tags', { tag_id: '04:A1-B2.c3', track_id, label: 'Bear' })).status, 201)
  assert.equal(await codeOf(reader.post('/tags', { tag_id: '04a1b2c3', playlist_id })), 'tag.already-linked')
  assert.equal(await codeOf(reader.post('/tags', { tag_id: 'ff', playlist_id, track_id })), 'request.invalid')
  assert.equal(await codeOf(reader.post('/tags', { tag_id: 'no hex', playlist_id })), 'request.invalid')
  const changed = await reader.ask('/tags/04-A1-B2-C3', {
    method: 'PATCH',
    body: { policy: 'next', label: null },
  })
  assert.equal(changed.status, 200)
  const { tags } = (await reader.ask('/tags')).json as { tags: readonly Record<string, unknown>[] }
  assert.deepEqual(
    tags.map((tag) => [tag.tag_id, tag.target, tag.label, tag.policy, typeof tag.title]),
    [['04a1b2c3', { track_id }, null, 'next', 'string']],
  )

  const played = await reader.post('/tags/scan', { tag_id: '04a1b2c3' })
  assert.equal(played.json.scanned, 'played')
  const event = { client_event_uuid: 'once' }
  await reader.post('/tags/linkings', { playlist_id, lasts_ms: 300_000, ...event })
  await reader.post('/tags/linkings', { playlist_id, lasts_ms: 300_000, ...event })
  const { linkings } = (await reader.ask('/tags')).json as { linkings: readonly Record<string, unknown>[] }
  assert.deepEqual(
    linkings.map(({ phase }) => phase),
    ['listening'],
  )
  assert.equal(await codeOf(reader.post('/tags/linkings/stop', { track_id })), 'tag.linking-not-found')
  assert.equal((await reader.post('/tags/linkings/stop')).status, 200)
  assert.equal((await reader.ask('/tags/04a1b2c3', { method: 'DELETE' })).status, 200)
  assert.equal(await codeOf(reader.ask('/tags/04a1b2c3', { method: 'DELETE' })), 'tag.not-found')
  assert.deepEqual(hub.failures, [])
})
