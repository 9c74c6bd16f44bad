import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Principal } from '@baton/hub/engine'
import { migrate, openSqlite, sqlViewRecords } from '@baton/hub/stores/sql'
import { ArtworkStats, AuthorStats, fromRest, type PostView } from '@baton/protocol'
import { AUTHOR, NEVER, type ViewHouse, viewHouse } from '@baton/testing/views/view-house'
import { iso, NOON, payloadOf, playerKey } from '@baton/testing/views/views'
import { type FastifyInstance, fastify } from 'fastify'
import { validatorCompiler } from 'fastify-type-provider-zod'
import { refusalOf, statusOf } from '#doors/http'
import { viewDoor } from './index.ts'

let app: FastifyInstance
let house: ViewHouse
let asking: Principal = AUTHOR
const closing = new AsyncDisposableStack()

before(async () => {
  const database = closing.use(openSqlite({ path: ':memory:', synchronous: 'off' }))
  await migrate(database)
  const records = sqlViewRecords(database)
  closing.defer(() => records.close())
  house = viewHouse(records)
  app = fastify()
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(() => (answer) => JSON.stringify(answer))
  app.decorateRequest('signedIn', () => asking)
  app.setErrorHandler((error, _request, reply) => {
    const { code } = refusalOf(error as Error)
    return reply.code(statusOf(code)).send({ error: { code } })
  })
  await app.register(
    viewDoor({
      views: house.views,
      readings: house.readings,
      // The artworks of this house are nothing but their numbers; one is gone meanwhile.
      postsOf: async (_by, ids) => ids.filter((id) => id !== 9).map((postId) => ({ postId }) as PostView),
      displayByToken: async (token) =>
        token.startsWith('token-of-') ? { playerKey: playerKey(token.slice(9)) } : null,
      now: () => house.now,
    }),
  )
})
after(() => closing.disposeAsync())

test('[VW17] what a display sends over HTTP is judged as over MQTT, and the status says what came of it', async () => {
  house.now = NOON
  const send = async (name: string, payload: object, token = `token-of-${name}`) => {
    const answer = await app.inject({
      method: 'POST',
      url: '/api/player/events/view',
      headers: { authorization: `Bearer ${token}` },
      payload,
    })
    const { success, error_code: code } = answer.json()
    return [answer.statusCode, success === true ? 'success' : code]
  }
  const good = payloadOf('a', NOON)
  assert.deepEqual(await send('a', good), [202, 'success'])
  assert.deepEqual(await send('a', good), [200, 'duplicate'])
  assert.deepEqual(await send('a', { ...good, post_id: 2 }), [429, 'rate_limited'])
  assert.deepEqual(await send('b', payloadOf('b', NOON, { post_id: 999 })), [404, 'post_not_found'])
  assert.deepEqual(await send('b', good), [400, 'player_key_mismatch'])
  assert.deepEqual(await send('b', { ...payloadOf('b', NOON), intent: 'none' }), [400, 'processing_error'])
  assert.deepEqual(await send('banned', payloadOf('banned', NOON)), [403, 'owner_not_permitted'])
  assert.deepEqual(await send('nobodys', payloadOf('nobodys', NOON)), [400, 'player_no_owner'])
  house.now += 10_000
  const own = payloadOf('a', NOON + 10_000, { post_id: 3 })
  assert.deepEqual(await send('a', own), [202, 'success'])
  assert.deepEqual(await send('a', own), [202, 'success'])
  assert.equal((await send('a', good, 'another'))[0], 401)
  assert.equal((await send('a', { nothing: true }, ''))[0], 401)
})

test('[VW17] whoever is too fast is told how long to wait', async () => {
  house.now = NOON + 60_000
  const send = () =>
    app.inject({
      method: 'POST',
      url: '/api/player/events/view',
      headers: { authorization: 'Bearer token-of-q' },
      payload: payloadOf('q', house.now),
    })
  await send()
  house.now += 1_500
  assert.equal((await send()).headers['retry-after'], '4')
})

test('[VW19] figures are their author’s to read, as JSON and as CSV, and nobody else’s', async () => {
  house.now = NOON
  await house.show('c', { post_id: 7, intent: 'artwork', shownAt: iso(NOON - 3_600_000) })
  await house.upkeep.rollUp(NEVER)
  await house.show('d', { post_id: 7 })
  const stats = ArtworkStats.parse(fromRest((await app.inject('/api/post/7/stats?days=2')).json()))
  assert.deepEqual(
    [stats.views, stats.impressions, stats.publicViews, stats.uniqueDisplays, stats.byDay.length],
    [1, 1, 1, 2, 2],
  )
  const csv = await app.inject('/api/post/7/stats.csv?days=2')
  assert.match(String(csv.headers['content-type']), /^text\/csv/)
  assert.match(String(csv.headers['content-disposition']), /artwork-7\.csv/)
  assert.equal(csv.body, 'date,views,impressions,unique_displays\r\n2026-11-29,0,0,0\r\n2026-11-30,1,1,2\r\n')
  const author = AuthorStats.parse(fromRest((await app.inject('/api/post/stats')).json()))
  assert.ok(author.artworks.some(({ postId, title }) => postId === 7 && title === 'Artwork 7'))
  assert.match((await app.inject('/api/post/stats.csv')).body, /2026-11-30,/)
  for (const url of ['/api/post/7/stats?days=0', '/api/post/7/stats?days=367']) {
    assert.equal((await app.inject(url)).statusCode, 400, url)
  }
  assert.equal((await app.inject('/api/post/x/stats')).statusCode, 404)
  asking = { ...AUTHOR, userId: 'another' } as Principal
  assert.equal((await app.inject('/api/post/7/stats')).statusCode, 404)
  assert.equal((await app.inject('/api/post/7/stats.csv')).statusCode, 404)
  const theirs = AuthorStats.parse(fromRest((await app.inject('/api/post/stats')).json()))
  assert.deepEqual([theirs.views, theirs.impressions, theirs.artworks], [0, 0, []])
  asking = AUTHOR
})

test('[VW18] what is seen much just now is told to everybody who may see it', async () => {
  house.now = NOON
  for (const who of ['e', 'f', 'g']) await house.show(who, { post_id: 8, intent: 'artwork' })
  for (const who of ['e', 'f'])
    await house.show(who, { post_id: 9, intent: 'artwork', shownAt: NOON - 10_000 })
  const trending = async (limit: number) => (await app.inject(`/api/post/trending?limit=${limit}`)).json()
  assert.deepEqual((await trending(1)).items, [
    { post_id: 8, title: 'Artwork 8', score: 3, post: { post_id: 8 } },
  ])
  const all = (await trending(50)).items as readonly { readonly post_id: number }[]
  assert.ok(all.length > 0 && all.every(({ post_id }) => post_id !== 9))
})
