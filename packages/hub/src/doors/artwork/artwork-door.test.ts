import assert from 'node:assert/strict'
import { connect, type Socket } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { fromRest, PostAnswer, PostPage } from '@baton/protocol'
import { delays, gif, pixelsOf, png, webp } from '@baton/testing/artwork/pixel-art'
import { type ArtworkForm, sendArtwork, uploadArtwork } from '@baton/testing/artwork/upload-artwork'
import { openStream } from '@baton/testing/worlds/event-stream'
import { type Answer, OWNER, type Program, type ServedHub, serveHub } from '@baton/testing/worlds/http-world'
import { foundSecondHousehold } from '@baton/testing/worlds/second-household'
import sharp from 'sharp'

describe('artwork over HTTP', () => {
  let hub: ServedHub
  let ada: Program
  let ben: Program
  let eve: Program
  before(async () => {
    hub = await serveHub()
    ada = await hub.program()
    const made = await ada.post('/users', { username: 'Ben', password: OWNER.password, role: 'member' })
    assert.equal(made.status, 201, made.text)
    await foundSecondHousehold(hub.accountStore, 'Eve')
    ben = await hub.program(undefined, { ...OWNER, username: 'Ben' })
    eve = await hub.program(undefined, { ...OWNER, username: 'Eve' })
  })
  after(() => hub[Symbol.asyncDispose]())
  const put = async (who: Program, form?: ArtworkForm) => {
    const document = await uploadArtwork(hub.baseUrl, who.token, form)
    return PostAnswer.parse(fromRest(document)).post
  }
  const listed = async (who: Program, query: string) => {
    const answer = await who.ask(`/api/post?${query}`)
    assert.equal(answer.status, 200, answer.text)
    return PostPage.parse(fromRest(answer.json))
  }

  test('[AR16] an artwork is a form with a picture, a title and hashtags; what is answered is what there is', async () => {
    const document = await uploadArtwork(hub.baseUrl, ada.token, {
      title: '  Harbour ',
      hashtags: '#Sea, sea,ＢＬＵＥ,,boat_2',
      description: 'Two\nlines',
      image: await gif(),
    })
    const { post_id, author, created_at, ...post } = document.post
    assert.deepEqual(post, {
      title: 'Harbour',
      description: 'Two\nlines',
      width: 8,
      height: 6,
      frame_count: 3,
      hashtags: ['sea', 'blue', 'boat_2'],
      visibility: 'public',
      promoted: false,
      deleted_at: null,
      is_own: true,
      reactions: [],
      views: 0,
    })
    assert.equal((author as { username: string }).username, 'Ada')
    assert.equal(typeof created_at, 'number')
    const seen = await eve.ask(`/api/post/${post_id}`)
    assert.deepEqual(seen.json, { post: { ...document.post, is_own: false } })
  })

  test('[AR13, AR16] what is wrong with a form is said, and nothing is kept of it', async () => {
    const before = (await listed(ada, 'channel=user&limit=50')).items.length
    const many = Array.from({ length: 17 }, (_, nth) => `tag${nth}`).join()
    const refused: readonly (readonly [ArtworkForm, number, string])[] = [
      [{ title: ' ' }, 400, 'request.invalid'],
      [{ hashtags: 'two words' }, 400, 'request.invalid'],
      [{ hashtags: many }, 400, 'request.invalid'],
      [{ visibility: 'everybody' }, 400, 'request.invalid'],
      [{ image: Buffer.from('just words'), filename: 'words.png' }, 415, 'artwork.not-a-picture'],
      [{ image: (await png()).subarray(0, 60) }, 415, 'artwork.damaged'],
      [{ image: Buffer.alloc(5 * 1024 * 1024 + 1) }, 413, 'artwork.too-large'],
      [{ image: Buffer.alloc(6 * 1024 * 1024) }, 413, 'request.too-large'],
    ]
    for (const [form, status, code] of refused) {
      const answer = await sendArtwork(hub.baseUrl, ada.token, form)
      assert.deepEqual([answer.status, (answer.json.error as { code: string }).code], [status, code])
    }
    for (const [type, body] of [
      ['application/json', '{}'],
      ['multipart/form-data; boundary=x', '--y'],
      ['multipart/form-data', 'x'],
      [
        'multipart/form-data; boundary=x',
        '--x\r\nContent-Disposition: form-data; name="title"\r\n\r\nNo picture\r\n--x--\r\n',
      ],
    ] as const) {
      const answer = await ada.ask('/api/post/upload', {
        method: 'POST',
        headers: { 'content-type': type },
        body,
      })
      assert.ok([400, 415].includes(answer.status), `${type}: ${answer.text}`)
    }
    assert.equal((await listed(ada, 'channel=user&limit=50')).items.length, before)
  })

  test('[AR13] of one person only so many forms come in at once, and nobody else waits for them', async () => {
    const begun = Array.from({ length: 5 }, () => beginForm(hub.port, ada.token))
    // Four stand there; whichever comes behind them is refused.
    const refused = await Promise.race(begun.map(({ answer }) => answer))
    assert.match(refused, /^HTTP\/1\.1 503 .*"hub\.busy"/s)
    await put(ben)
    for (const { socket } of begun) socket.destroy()
    // They are given up one by one.
    let status = 503
    while (status === 503) ({ status } = await sendArtwork(hub.baseUrl, ada.token, {}))
    assert.equal(status, 201)
  })

  test('[AR9] the same form with the same command id is one artwork, another picture with it a conflict', async () => {
    const form = { commandId: 'once', title: 'Once', image: await png({ seed: 5 }) }
    const [one, two] = await Promise.all([put(ada, form), put(ada, form)])
    assert.equal(one.postId, two.postId)
    const other = await sendArtwork(hub.baseUrl, ada.token, { ...form, image: await png({ seed: 6 }) })
    assert.deepEqual([other.status, codeOf(other)], [409, 'command.conflict'])
  })

  test('[AR14] the picture comes scaled by whole factors, in three formats, and is not sent twice', async () => {
    const { postId } = await put(ada, { image: await webp() })
    const image = async (query: string, headers: Record<string, string> = {}) =>
      fetch(`${hub.baseUrl}/api/post/${postId}/image${query}`, {
        headers: { authorization: `Bearer ${ada.token}`, ...headers },
      })
    const plain = await image('')
    assert.equal(plain.headers.get('content-type'), 'image/webp')
    assert.deepEqual(await pixelsOf(Buffer.from(await plain.arrayBuffer())), await pixelsOf(await webp()))
    for (const format of ['png', 'gif', 'webp']) {
      const scaled = await image(`?scale=10&format=${format}`)
      const found = await sharp(Buffer.from(await scaled.arrayBuffer()), { animated: true }).metadata()
      assert.deepEqual([found.format, found.width, found.pageHeight ?? found.height], [format, 80, 60])
      assert.deepEqual(found.delay ?? null, format === 'png' ? null : delays({}))
      const known = await image(`?scale=10&format=${format}`, {
        'if-none-match': String(scaled.headers.get('etag')),
      })
      assert.equal(known.status, 304)
    }
    assert.equal((await image('?scale=0')).status, 400)
    assert.equal((await image('?scale=1.5')).status, 400)
    assert.equal((await image('?format=svg')).status, 400)
    assert.equal((await image('?scale=600')).status, 413)
    const still = await put(ada)
    const small = await fetch(`${hub.baseUrl}/api/post/${still.postId}/image`, {
      headers: { authorization: `Bearer ${eve.token}` },
    })
    assert.equal(small.headers.get('content-type'), 'image/png')
  })

  test('[AR3] whoever may not see an artwork is told that there is none, whatever they try', async () => {
    const own = await put(ada, { visibility: 'private' })
    const home = await put(ada, { visibility: 'household' })
    const tries = (postId: number | string): readonly (readonly [string, string, object?])[] => [
      ['GET', `/api/post/${postId}`],
      ['GET', `/api/post/${postId}/image`],
      ['PATCH', `/api/post/${postId}`, { title: 'Mine' }],
      ['DELETE', `/api/post/${postId}`],
      ['POST', `/api/post/${postId}/restore`],
      ['POST', `/api/post/${postId}/reactions`, { emoji: '👍' }],
      ['DELETE', `/api/post/${postId}/reactions/%F0%9F%91%8D`],
    ]
    for (const postId of [own.postId, home.postId, 999_999, 'nothing']) {
      for (const [method, path, body] of tries(postId)) {
        const answer = await eve.ask(path, { method, ...(body && { body }) })
        assert.deepEqual([answer.status, codeOf(answer)], [404, 'artwork.not-found'], `${method} ${path}`)
      }
    }
    assert.equal((await ben.ask(`/api/post/${home.postId}`)).status, 200)
    assert.equal((await ben.ask(`/api/post/${own.postId}`)).status, 404)
    const stolen = await ben.ask(`/api/post/${home.postId}`, { method: 'PATCH', body: { title: 'Mine' } })
    assert.deepEqual([stolen.status, codeOf(stolen)], [403, 'auth.forbidden'])
  })

  test('[AR4, AR5] feeds by channel and order, page by page', async () => {
    for (const seed of [1, 2, 3, 4, 5]) await put(eve, { title: `Eve ${seed}`, hashtags: 'evening' })
    const { items } = await listed(ada, 'channel=hashtag&channel_hashtag=%23Evening&limit=50')
    assert.deepEqual(
      items.map(({ title }) => title),
      [1, 2, 3, 4, 5].map((nth) => `Eve ${nth}`),
    )
    const sqid = String(items[0]?.author.sqid)
    for (const sort of [0, 1, 2]) {
      const found: string[] = []
      let cursor: string | null = ''
      do {
        const more: string = cursor ? `&cursor=${cursor}` : ''
        const page = await listed(
          ada,
          `channel=by_user&channel_user_sqid=${sqid}&sort=${sort}&limit=2${more}`,
        )
        found.push(...page.items.map(({ title }) => title))
        cursor = page.nextCursor
      } while (cursor)
      assert.deepEqual(
        found.toSorted(),
        [1, 2, 3, 4, 5].map((nth) => `Eve ${nth}`),
        `order ${sort}`,
      )
    }
    const { nextCursor } = await listed(ada, `sort=2&limit=1`)
    for (const query of [
      `sort=1&limit=1&cursor=${nextCursor}`,
      'cursor=nonsense',
      'channel=by_user',
      'channel=hashtag',
      'channel=mine',
      'sort=3',
      'limit=51',
    ]) {
      const answer = await ada.ask(`/api/post?${query}`)
      assert.deepEqual([answer.status, codeOf(answer)], [400, 'request.invalid'], query)
    }
  })

  test('[AR7] reactions: once for each kind, five kinds at most, taken back at will', async () => {
    const { postId } = await put(ada)
    const react = (emoji: string) => ben.post(`/api/post/${postId}/reactions`, { emoji })
    await react('👍')
    const again = await react('👍')
    assert.deepEqual(PostAnswer.parse(fromRest(again.json)).post.reactions, [
      { emoji: '👍', count: 1, isMine: true },
    ])
    for (const emoji of ['❤', '🦀', '🐳', '🐬']) assert.equal((await react(emoji)).status, 200)
    const sixth = await react('🐙')
    assert.deepEqual([sixth.status, codeOf(sixth)], [409, 'artwork.reactions'])
    for (const odd of ['good', '👍👍', '', '1', '<b>']) assert.equal((await react(odd)).status, 400, odd)
    const path = `/api/post/${postId}/reactions/${encodeURIComponent('👍')}`
    for (let nth = 0; nth < 2; nth++) {
      const { post } = PostAnswer.parse(fromRest((await ben.ask(path, { method: 'DELETE' })).json))
      assert.deepEqual(
        post.reactions.map(({ emoji }) => emoji),
        ['❤️', '🦀', '🐳', '🐬'],
      )
    }
  })

  test('[AR11] only owners of the first household recommend artwork to everybody', async () => {
    const { postId } = await put(eve)
    for (const [who, status] of [
      [eve, 403],
      [ben, 403],
      [ada, 200],
    ] as const) {
      const answer = await who.post(`/api/post/${postId}/promote`, { promoted: true })
      assert.equal(answer.status, status, answer.text)
    }
    const { items } = await listed(ben, 'channel=promoted&limit=50')
    assert.ok(items.some((post) => post.postId === postId && post.promoted))
  })

  test('[AR17] whoever follows the room hears that artwork has changed, whatever household they are of', async () => {
    await using stream = await openStream(`${hub.baseUrl}/events?rooms=artwork`, {
      authorization: `Bearer ${eve.token}`,
    })
    const { data } = await stream.until('snapshot')
    const before = Number(data.artwork_changes)
    const { postId } = await put(ada, { title: 'Followed' })
    const heard = async () => Number((await stream.until('artwork_beacon')).data.artwork_changes)
    assert.equal(await heard(), before + 1)
    await ada.ask(`/api/post/${postId}`, { method: 'PATCH', body: { title: 'Followed' } })
    await ada.ask(`/api/post/${postId}`, { method: 'PATCH', body: { title: 'Heard of' } })
    assert.equal(await heard(), before + 2, 'what changed nothing is not told')
    await ben.post(`/api/post/${postId}/reactions`, { emoji: '👍' })
    assert.equal(await heard(), before + 3)
  })

  test('[AR6, AR10] a deleted artwork is gone at once, comes back for an hour, and then its picture goes, too', async () => {
    const [kept, gone] = [await put(ada, { title: 'Kept' }), await put(ada, { title: 'Gone' })]
    for (const { postId } of [kept, gone]) {
      const answer = await ada.ask(`/api/post/${postId}`, { method: 'DELETE' })
      assert.equal(typeof PostAnswer.parse(fromRest(answer.json)).post.deletedAt, 'number')
      assert.equal((await ada.ask(`/api/post/${postId}`)).status, 404)
      assert.equal((await eve.ask(`/api/post/${postId}/image`)).status, 404)
    }
    const back = await ada.post(`/api/post/${kept.postId}/restore`)
    assert.equal(PostAnswer.parse(fromRest(back.json)).post.deletedAt, null)
    assert.equal((await eve.ask(`/api/post/${kept.postId}`)).status, 200)
    hub.pass(3_600_001)
    // Its token has lapsed meanwhile.
    const later = await hub.program()
    const late = await later.post(`/api/post/${gone.postId}/restore`)
    assert.deepEqual([late.status, codeOf(late)], [409, 'artwork.not-restorable'])
  })
})

/** A form that does not go on. */
function beginForm(
  port: number,
  token: string,
): { readonly socket: Socket; readonly answer: Promise<string> } {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  socket.write(
    `POST /api/post/upload HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\n` +
      'Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 1000\r\n\r\n--x\r\n',
  )
  const answer = new Promise<string>((resolve) => {
    let text = ''
    socket.setEncoding('utf8').on('data', (more: string) => {
      text += more
      if (text.includes('request_id')) resolve(text)
    })
  })
  return { socket, answer }
}

function codeOf({ json }: Pick<Answer, 'json'>): string | undefined {
  return (json.error as { code?: string } | undefined)?.code
}

test('[AR8] a person has as much room as the hub was told', async () => {
  await using hub = await serveHub({ artworkQuotaBytes: 10 })
  const ada = await hub.program()
  const { status, json } = await sendArtwork(hub.baseUrl, ada.token, {})
  assert.equal(status, 409)
  const { code, details } = json.error as { code: string; details: { limit: { bytes: number } } }
  assert.deepEqual([code, details.limit.bytes], ['artwork.quota', 10])
})
