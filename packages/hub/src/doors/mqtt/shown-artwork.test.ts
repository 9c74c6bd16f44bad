import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { pixelsOf, png } from '@baton/testing/artwork/pixel-art'
import { uploadArtwork } from '@baton/testing/artwork/upload-artwork'
import { displayClient, registeredDisplay } from '@baton/testing/displays/display-client'
import { OWNER, type Program, type ServedHub, serveHub } from '@baton/testing/worlds/http-world'

type Fields = Readonly<Record<string, unknown>>

let hub: ServedHub
let ada: Program
let bob: Program
before(async () => {
  hub = await serveHub({ mqtt: true })
  ada = await hub.program()
  await ada.post('/users', { username: 'Bob', password: OWNER.password, role: 'member' })
  bob = await hub.program(undefined, { ...OWNER, username: 'Bob' })
})
after(() => hub[Symbol.asyncDispose]())

describe('a display and the artwork of the hub', () => {
  test('[MQ11] [MQ12] [MQ14] [MQ18] it finds what its owner may see, shows it, says so and reacts', async () => {
    const image = await png()
    const put = (title: string, visibility: string) =>
      uploadArtwork(hub.baseUrl, bob.token, { title, visibility, hashtags: 'sea', image })
    const { post_id: postId } = (await put('Harbour', 'public')).post
    const { post_id: hidden } = (await put('Diary', 'private')).post
    const credentials = await registeredDisplay(hub, ada)
    await using display = await displayClient(`mqtt://127.0.0.1:${hub.broker.port}`, credentials)
    const own = `makapix/player/${credentials.playerKey}`
    await display.follow(`${own}/response/#`, `${own}/view/ack`)
    let asked = 0
    const ask = async (request: object): Promise<Fields> => {
      const id = `r${asked++}`
      await display.say(`request/${id}`, request)
      return display.heard(`response/${id}`)
    }

    const page = await ask({ request_type: 'query_posts', channel: 'hashtag', channel_hashtag: '#ＳＥＡ' })
    const posts = page.posts as readonly Fields[]
    assert.deepEqual(
      posts.map(({ post_id, title, author }) => [post_id, title, (author as Fields).username]),
      [[postId, 'Harbour', 'Bob']],
    )
    const { post } = await ask({ request_type: 'get_post', post_id: postId })
    assert.deepEqual(post, posts[0])
    assert.equal((await ask({ request_type: 'get_post', post_id: hidden })).error_code, 'not_found')

    const headers = { authorization: `Bearer ${credentials.apiToken}` }
    const picture = await fetch(String((post as Fields).art_url), { headers })
    assert.deepEqual(await pixelsOf(Buffer.from(await picture.arrayBuffer())), await pixelsOf(image))
    const secret = await hub.ask(`/api/player/artwork/${hidden}/image`, { token: credentials.apiToken })
    assert.equal(secret.status, 404)

    await display.say('view', {
      post_id: postId,
      timestamp: new Date(hub.engine.now()).toISOString(),
      timezone: '',
      intent: 'artwork',
      play_order: 0,
      channel: 'all',
      player_key: credentials.playerKey,
      request_ack: true,
    })
    assert.deepEqual(await display.heard('view/ack'), { success: true })

    const react = (request_type: string, emoji: string, post_id = postId) =>
      ask({ request_type, post_id, emoji })
    for (const emoji of ['👍', '👍', '❤', '❤️', '🌊', '⚓', '🚢'])
      assert.equal((await react('submit_reaction', emoji)).success, true)
    assert.equal((await react('submit_reaction', '🐟')).error_code, 'reaction_limit_exceeded')
    assert.equal((await react('submit_reaction', 'no emoji')).error_code, 'invalid_request')
    assert.equal((await react('submit_reaction', '👍', hidden)).error_code, 'not_found')
    const reactions = async () => {
      const { reactions: all } = (await ada.ask(`/api/post/${postId}`)).json.post as Fields
      const mine = (all as readonly Fields[]).filter(({ is_mine }) => is_mine)
      return mine.map(({ emoji }) => emoji).sort()
    }
    assert.deepEqual(await reactions(), ['👍', '❤️', '🌊', '⚓', '🚢'].sort())
    for (const emoji of ['⚓', '❤']) assert.equal((await react('revoke_reaction', emoji)).success, true)
    assert.equal((await react('revoke_reaction', 'no emoji')).error_code, 'invalid_request')
    assert.deepEqual(await reactions(), ['👍', '🌊', '🚢'].sort())
    assert.deepEqual(hub.failures, [])
  })
})
