import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { uploadArtwork } from '@baton/testing/artwork/upload-artwork'
import { type DisplayClient, displayClient, registeredDisplay } from '@baton/testing/displays/display-client'
import { UNSYNCED } from '@baton/testing/views/views'
import { type Program, type ServedHub, serveHub } from '@baton/testing/worlds/http-world'

const BEN = { username: 'Ben', password: 'another long password' }

let hub: ServedHub
let ada: Program
let ben: Program
let bensId: string
before(async () => {
  hub = await serveHub({ limits: { provision: 1_000 } })
  ada = await hub.program()
  bensId = String((await ada.post('/users', { ...BEN, role: 'listener' })).json.user_uuid)
  ben = await hub.program(undefined, BEN)
})
after(() => hub[Symbol.asyncDispose]())

/** What a display says now, of an artwork. */
function event(playerKey: string, postId: number, parts: object = {}) {
  return {
    post_id: postId,
    timestamp: new Date().toISOString(),
    timezone: '',
    intent: 'channel',
    play_order: 0,
    channel: 'all',
    player_key: playerKey,
    request_ack: true,
    ...parts,
  }
}

async function displayOf(owner: Program) {
  const credentials = await registeredDisplay(hub, owner)
  const client = await displayClient(`ws://127.0.0.1:${hub.port}/mqtt`, credentials)
  await client.follow(`makapix/player/${credentials.playerKey}/view/ack`)
  return { ...credentials, client }
}

async function shown(client: DisplayClient, message: object) {
  await client.say('view', message)
  const { success, error_code: code } = await client.heard('view/ack')
  return success === true ? 'success' : code
}

async function statsOf(by: Program, postId: number) {
  return (await by.ask(`/api/post/${postId}/stats`)).json
}

async function trends(by: Program, postId: number): Promise<boolean> {
  const { items } = (await by.ask('/api/post/trending')).json
  return (items as readonly { readonly post_id: number }[]).some((item) => item.post_id === postId)
}

test('[VW2] [VW7] [VW8] [VW16] what displays say over MQTT and HTTP is counted once, for the author to read', async () => {
  const { post_id: postId } = (await uploadArtwork(hub.baseUrl, ada.token)).post
  const theirs = await displayOf(ben)
  const own = await displayOf(ada)
  await using _clients = { [Symbol.asyncDispose]: () => ends(theirs.client, own.client) }
  const first = event(theirs.playerKey, postId, { intent: 'artwork', timestamp: UNSYNCED })
  assert.equal(await shown(theirs.client, first), 'success')
  assert.equal(await shown(theirs.client, first), 'duplicate')
  assert.equal(await shown(theirs.client, { ...first, post_id: postId + 1 }), 'rate_limited')
  assert.equal(await shown(theirs.client, event(own.playerKey, postId)), 'player_key_mismatch')
  assert.equal(await shown(own.client, event(own.playerKey, postId)), 'success')
  hub.pass(6_000)
  const told = await hub.ask('/api/player/events/view', {
    method: 'POST',
    token: theirs.apiToken,
    body: event(theirs.playerKey, postId, {
      channel: 'hashtag',
      channel_hashtag: 'cats',
      timestamp: UNSYNCED,
    }),
  })
  assert.deepEqual(
    [told.status, told.json],
    [200, { success: false, error: 'Already recorded', error_code: 'duplicate' }],
  )
  hub.pass(60_000)
  const again = await hub.ask('/api/player/events/view', {
    method: 'POST',
    token: theirs.apiToken,
    body: event(theirs.playerKey, postId, {
      channel: 'hashtag',
      channel_hashtag: 'cats',
      timestamp: UNSYNCED,
    }),
  })
  assert.deepEqual([again.status, again.json], [202, { success: true }])
  const { views, impressions, public_views, unique_displays, by_channel } = await statsOf(ada, postId)
  assert.deepEqual([views, impressions, public_views, unique_displays], [1, 1, 1, 1])
  const { post } = (await ben.ask(`/api/post/${postId}`)).json as {
    readonly post: { readonly views: number }
  }
  assert.equal(post.views, 1, 'what everybody is told')
  assert.deepEqual(Object.keys(by_channel as object), ['all', 'hashtag'])
  const { items } = (await ben.ask('/api/post/trending')).json as {
    readonly items: readonly { readonly score: number }[]
  }
  const [{ score = 0, ...trend } = {}] = items
  assert.deepEqual([items.length, trend], [1, { post_id: postId, title: 'A picture', post }])
  // A view weighs as much as its hour is old: the full hour may have struck meanwhile.
  assert.ok(score > 0.97 && score <= 1.02, String(score))
  assert.equal((await ben.ask(`/api/post/${postId}/stats`)).status, 404)
  assert.equal((await hub.ask(`/api/post/${postId}/stats`)).status, 401)
  assert.equal((await hub.ask('/api/player/events/view', { method: 'POST', body: first })).status, 401)
})

test('[VW2] [VW3] [VW18] what is deleted or private is not there, and who may add no devices may not take part', async () => {
  const { post } = await uploadArtwork(hub.baseUrl, ada.token, { visibility: 'private' })
  const { post: gone } = await uploadArtwork(hub.baseUrl, ada.token, { title: 'Another' })
  const { post: open } = await uploadArtwork(hub.baseUrl, ada.token, {
    title: 'A third',
    visibility: 'household',
  })
  await ada.ask(`/api/post/${gone.post_id}`, { method: 'DELETE' })
  const { client, playerKey } = await displayOf(ben)
  await using _clients = { [Symbol.asyncDispose]: () => ends(client) }
  assert.equal(await shown(client, event(playerKey, post.post_id)), 'post_not_found')
  assert.equal(await shown(client, event(playerKey, gone.post_id)), 'post_not_found')
  const limit = (may_add_devices: boolean) =>
    ada.ask(`/users/${bensId}`, { method: 'PATCH', body: { max_volume: null, may_add_devices } })
  assert.equal((await limit(false)).status, 200)
  assert.equal(await shown(client, event(playerKey, open.post_id)), 'owner_not_permitted')
  await limit(true)
  assert.equal(await shown(client, event(playerKey, open.post_id)), 'success')
  await ada.post(`/api/post/${post.post_id}/reactions`, { emoji: '👍' })
  assert.deepEqual([await trends(ada, post.post_id), await trends(ben, post.post_id)], [true, false])
})

test('[RD11] the answer to an event names it where the event has a name', async () => {
  const { post_id: postId } = (await uploadArtwork(hub.baseUrl, ada.token)).post
  const { client, playerKey } = await displayOf(ben)
  await using _clients = { [Symbol.asyncDispose]: () => ends(client) }
  await client.say('view', event(playerKey, postId, { event_id: 'mine' }))
  assert.deepEqual(await client.heard('view/ack'), { success: true, event_id: 'mine' })
  await client.say('view', { event_id: 'nothing else', request_ack: true })
  assert.deepEqual(await client.heard('view/ack'), {
    success: false,
    error: 'Not a view event',
    error_code: 'processing_error',
    event_id: 'nothing else',
  })
  for (const name of [7, null, 'x'.repeat(101)]) {
    await client.say('view', event(playerKey, postId, { event_id: name, player_key: 'another' }))
    const { event_id } = await client.heard('view/ack')
    assert.equal(event_id, undefined, String(name))
  }
})

async function ends(...clients: readonly DisplayClient[]): Promise<void> {
  for (const client of clients) await client[Symbol.asyncDispose]()
}
