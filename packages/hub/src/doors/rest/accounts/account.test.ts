import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { ROUTES } from '@baton/protocol'
import { PLENTY, refusedWith, sendForm } from '@baton/testing/doors/account-answers'
import { openStream } from '@baton/testing/worlds/event-stream'
import { type Answer, OWNER, type Program, type ServedHub, serveHub } from '@baton/testing/worlds/http-world'
import { libraryDoor } from '#doors/rest'
import { musicFolders, type Principal } from '#engine'

const PASSWORD = 'a long password'

let hub: ServedHub
let owner: Program
before(async () => {
  const folder = { folderId: randomUUID(), path: '/music', fixed: false }
  hub = await serveHub({
    limits: PLENTY,
    tracks: [{ name: '1.flac', durationMs: 60_000 }],
    moreDoors: [
      libraryDoor({
        folders: musicFolders({
          work: {
            folders: async () => [],
            addFolder: async () => folder as never,
            removeFolder: async () => {},
          },
          noted: (principal, kind) => hub.accounts.audit.noteOf(principal, kind),
        }),
        tracks: {} as never,
      }),
    ],
  })
  owner = await hub.program('kitchen')
})
after(() => hub[Symbol.asyncDispose]())

describe('people', () => {
  test('[A18] [D15] [S32] a listener is held to its limits by the hub, whatever its screen says', async () => {
    const kid = await person('listener')
    const tablet = await hub.program('tablet', kid.login)
    await tablet.post('/queue/enqueue', { track_ids: hub.trackIds })
    const limits = { max_volume: 40, may_add_devices: false }
    const changed = await owner.ask(`/users/${kid.id}`, { method: 'PATCH', body: limits })
    assert.deepEqual(changed.json.limits, { max_volume: 40, may_add_devices: false })
    assert.deepEqual((await tablet.ask('/me')).json.limits, { max_volume: 40, may_add_devices: false })
    const session = `/sessions/${kid.id}`
    const played = await tablet.post(`${session}/play`)
    assert.equal(played.json.volume, 40)
    assert.equal((await tablet.post(`${session}/volume`, { volume: 90 })).json.volume, 40)
    const other = await signedIn(kid.login)
    refusedWith('device.not-allowed', await other.post('/devices/register', { device_name: 'another' }))
    refusedWith(
      'device.not-allowed',
      await other.ask(`/devices/${tablet.deviceId}`, { method: 'DELETE', body: {} }),
    )
    await owner.ask(`/users/${kid.id}`, { method: 'PATCH', body: { role: 'member' } })
    assert.equal((await tablet.post(`${session}/volume`, { volume: 90 })).json.volume, 90)
    assert.equal((await other.post('/devices/register', { device_name: 'another' })).status, 200)
  })

  test('[A43] a listener keeps private playlists, and leaves those of the household alone', async () => {
    const { login } = await person('listener')
    const kid = await signedIn(login)
    const mine = await kid.post('/playlists', { title: 'Mine', visibility: 'private' })
    assert.ok(mine.status < 300, mine.text)
    refusedWith('auth.forbidden', await kid.post('/playlists', { title: 'Ours', visibility: 'household' }))
    const own = `/playlists/${playlistOf(mine)}`
    refusedWith('auth.forbidden', await kid.ask(own, { method: 'PATCH', body: { visibility: 'household' } }))
    const ours = await owner.post('/playlists', { title: 'Ours', visibility: 'household' })
    const shared = `/playlists/${playlistOf(ours)}`
    assert.equal((await kid.ask(shared)).status, 200)
    refusedWith('auth.forbidden', await kid.ask(shared, { method: 'PATCH', body: { title: 'Mine too' } }))
    refusedWith('auth.forbidden', await kid.ask(shared, { method: 'DELETE', body: {} }))
    const hidden = await owner.post('/playlists', { title: 'Hidden', visibility: 'private' })
    const path = `/playlists/${playlistOf(hidden)}`
    refusedWith('playlist.not-found', await kid.ask(path, { method: 'DELETE', body: {} }))
    assert.equal((await kid.ask(own, { method: 'DELETE', body: {} })).status, 200)
  })

  test('[A19] open streams end when the role changes, and owner’s routes close', async () => {
    const second = await person('owner')
    const program = await signedIn(second.login)
    assert.equal((await program.ask('/audit')).status, 200)
    const headers = { authorization: `Bearer ${program.token}` }
    await using stream = await openStream(`${hub.baseUrl}/events`, headers)
    await stream.until('snapshot')
    await owner.ask(`/users/${second.id}`, { method: 'PATCH', body: { role: 'listener' } })
    await stream.ended
    refusedWith('auth.forbidden', await program.ask('/audit'))
    refusedWith('auth.forbidden', await program.post('/users', { username: 'X', password: PASSWORD }))
    assert.equal((await program.ask('/me')).status, 200)
  })

  test('[P29] a request of a device is contact before it is refused', async () => {
    const phone = await hub.program('phone', (await person()).login)
    using counted = countedContacts()
    refusedWith('auth.forbidden', await phone.ask('/audit'))
    assert.equal(counted.of(phone), 1)
    counted.narrowTo(['read'])
    refusedWith('auth.scope', await phone.post('/playlists', { title: 'Mine', visibility: 'private' }))
    assert.equal(counted.of(phone), 2)
    refusedWith('request.not-found', await phone.ask('/nothing-here'))
    assert.equal(counted.of(phone), 2)
  })

  test('[A20] the last owner is told why', async () => {
    const me = `/users/${hub.owner.userId}`
    refusedWith('auth.last-owner', await owner.ask(me, { method: 'PATCH', body: { role: 'member' } }))
    refusedWith('auth.last-owner', await owner.ask(me, { method: 'DELETE', body: {} }))
  })

  test('[A21] with a person go streams, devices and the right to sound', async () => {
    const guest = await person()
    const phone = await hub.program('phone', guest.login)
    await phone.post('/queue/enqueue', { track_ids: hub.trackIds })
    const played = await phone.post(`/sessions/${guest.id}/play`)
    const url = String(played.json.file_url)
    const headers = { authorization: `Bearer ${phone.token}` }
    await using stream = await openStream(`${hub.baseUrl}/events`, headers)
    await stream.until('snapshot')
    const removed = await owner.ask(`/users/${guest.id}`, { method: 'DELETE', body: {} })
    assert.equal(removed.status, 204)
    await stream.ended
    assert.equal((await phone.ask('/me')).status, 401)
    refusedWith('media.ticket-refused', await hub.ask(url))
    const session = (await hub.accountStore.usersOf(hub.owner.householdId)).map(({ userId }) => userId)
    assert.ok(!session.includes(guest.id as never))
    refusedWith('auth.user-not-found', await owner.ask(`/users/${guest.id}/sign-ins`))
    assert.deepEqual(hub.failures, [])
  })

  test('[A22] name and password are one’s own to change', async () => {
    const { login } = await person()
    const program = await signedIn(login)
    const username = randomUUID()
    assert.equal((await program.ask('/me', { method: 'PATCH', body: { username } })).json.username, username)
    assert.equal((await program.ask('/me')).json.username, username)
    const wrong = { former: 'wrong password', password: 'another password' }
    refusedWith('auth.wrong-password', await program.post('/me/password', wrong))
    const right = { former: PASSWORD, password: 'another password' }
    assert.equal((await program.post('/me/password', right)).status, 204)
    await signedIn({ username, password: 'another password' })
  })

  test('[A23] an owner’s code sets a password and signs in', async () => {
    const { id, login } = await person()
    const made = await owner.post(`/users/${id}/reset`)
    assert.equal(made.status, 201)
    const body = { code: String(made.json.code), password: 'another password' }
    const set = await hub.ask('/password-reset', { method: 'POST', body })
    assert.deepEqual([set.status, set.json.user_uuid], [200, id])
    assert.match(String(set.headers.get('set-cookie')), /baton_session=/)
    refusedWith('auth.reset-link', await hub.ask('/password-reset', { method: 'POST', body }))
    await signedIn({ ...login, password: 'another password' })
  })

  test('[A17] a known browser comes in when the address has used up its minute', async () => {
    await using small = await serveHub({ limits: { signIn: 3 } })
    const enter = (cookie = '') => small.ask('/signin', { method: 'POST', body: OWNER, headers: { cookie } })
    const first = await enter()
    const known = first.headers.getSetCookie().find((cookie) => cookie.startsWith('baton_known')) ?? ''
    assert.match(known, /Path=\/signin; .*HttpOnly; SameSite=Strict/)
    const statuses = []
    for (let n = 0; n < 3; n++) statuses.push((await enter()).status)
    assert.deepEqual(statuses, [200, 200, 429])
    assert.equal((await enter(known.split(';')[0])).status, 200)
    assert.equal((await enter('baton_known=nonsense')).status, 429)
  })
})

describe('sign-ins and keys', () => {
  test('[A24] [A25] the list names browsers as people do; one is ended, or all others', async () => {
    const { id, login } = await person()
    const agent = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' }
    await hub.ask('/signin', { method: 'POST', body: login, headers: agent })
    const tablet = await hub.program('tablet', login)
    const third = await signedIn(login)
    const list = listOf(await tablet.ask('/me/sign-ins'))
    const names = list.map(({ kind, name, device_name, current }) => [kind, name, device_name, current])
    assert.ok(names.some((row) => String(row) === String(['browser', 'Firefox on Linux', null, false])))
    assert.ok(names.some(([kind, , device, current]) => kind === 'program' && device === 'tablet' && current))
    assert.equal(listOf(await owner.ask(`/users/${id}/sign-ins`)).length, 3)
    const browser = list.find(({ kind }) => kind === 'browser')
    const ended = await tablet.ask(`/me/sign-ins/${browser?.sign_in_id}`, { method: 'DELETE', body: {} })
    assert.equal(ended.status, 204)
    assert.deepEqual((await tablet.post('/me/sign-ins/end-others')).json, { ended: 1 })
    assert.equal((await third.ask('/me')).status, 401)
    const last = listOf(await tablet.ask('/me/sign-ins'))[0]?.sign_in_id
    assert.equal(
      (await owner.ask(`/users/${id}/sign-ins/${last}`, { method: 'DELETE', body: {} })).status,
      204,
    )
    assert.equal((await tablet.ask('/me')).status, 401)
  })

  test('[A28] a key asks what its scopes say, and nothing else', async () => {
    const session = `/sessions/${hub.owner.sessionId}`
    const tries: Readonly<Record<string, () => [string, string]>> = {
      read: () => ['GET', session],
      control: () => ['POST', `${session}/pause`],
      library: () => ['POST', `/tracks/${hub.trackIds[0]}/like`],
      admin: () => ['GET', '/users'],
    }
    for (const scope of Object.keys(tries)) {
      const ask = await keyed([scope])
      for (const [needed, route] of Object.entries(tries)) {
        const [method, path] = route()
        const answer = await ask(path, method)
        assert.equal(answer.status, needed === scope ? 200 : 403, `${scope}: ${method} ${path}`)
        if (needed !== scope) refusedWith('auth.scope', answer)
      }
    }
  })

  test('[A28] everything about the own account takes a full sign-in, with all scopes too', async () => {
    const ask = await keyed(['read', 'control', 'library', 'admin'])
    for (const [method, path] of [
      ['GET', '/me/sign-ins'],
      ['POST', '/me/keys'],
      ['POST', '/me/password'],
      ['POST', '/me/sign-ins/end-others'],
      ['PATCH', '/me'],
      ['POST', '/links/BCDFGHJK/approve'],
    ] as const) {
      refusedWith('auth.scope', await ask(path, method))
    }
    assert.equal((await ask('/me', 'GET')).status, 200)
  })

  test('[A28] every route that asks who it is, is closed to a key without its scope', async () => {
    const document = await hub.ask('/openapi.json')
    const paths = document.json.paths as Record<string, Record<string, unknown>>
    const ask = await keyed(['library'])
    let closed = 0
    for (const [path, methods] of Object.entries(paths)) {
      for (const method of Object.keys(methods)) {
        if (method === 'head' || path === '/events') continue
        const filled = path.replace(/\{\w+\}/g, randomUUID())
        const without = await hub.ask(filled, { method: method.toUpperCase(), ...bodyFor(method) })
        if (without.status !== 401) continue
        const answer = await ask(filled, method.toUpperCase())
        const endpoint = `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`
        if (ROUTES.some((route) => route.endpoint === endpoint && route.scope === 'library')) continue
        // Displays speak by a token of their own, which no key is.
        const isOfDisplays = ROUTES.some((route) => route.endpoint === endpoint && route.scope === null)
        if (isOfDisplays && endpoint.includes(' /api/player/')) {
          assert.ok([401, 403].includes(answer.status), `${method} ${path}: ${answer.text}`)
          continue
        }
        closed++
        assert.equal(answer.status, 403, `${method} ${path}: ${answer.text}`)
      }
    }
    assert.ok(closed > 40, String(closed))
  })

  test('[A28] scopes let nobody do more than the person may', async () => {
    const { login } = await person()
    const ask = await keyed(['admin'], await signedIn(login))
    refusedWith('auth.forbidden', await ask('/audit', 'GET'))
  })

  test('[A29] an app password stands for the password of a program', async () => {
    const made = await owner.post('/me/keys', { name: 'Radio', kind: 'app-password', scopes: ['read'] })
    const answer = await sendForm(`${hub.baseUrl}/token`, {
      grant_type: 'password',
      username: OWNER.username,
      password: String(made.json.secret),
    })
    assert.deepEqual([answer.status, answer.json.scope], [200, 'read'])
    const token = String(answer.json.access_token)
    refusedWith(
      'auth.scope',
      await hub.ask(`/sessions/${hub.owner.sessionId}/play`, { method: 'POST', body: {}, token }),
    )
  })
})

describe('tickets', () => {
  test('[A42] a ticket that is tried on other tracks ends the sign-ins of its device', async () => {
    const { id, login } = await person()
    const phone = await hub.program('phone', login)
    await phone.post('/queue/enqueue', { track_ids: hub.trackIds })
    const played = await phone.post(`/sessions/${id}/play`)
    const ticket = new URL(String(played.json.file_url), hub.baseUrl).searchParams.get('token') ?? ''
    const odd = `/media/tracks/${randomUUID()}?token=`
    for (let n = 0; n < 19; n++) {
      refusedWith('media.ticket-refused', await hub.ask(odd + ticket))
      refusedWith('media.ticket-refused', await hub.ask(`${odd}x${ticket}`))
    }
    assert.equal((await phone.ask('/me')).status, 200)
    await hub.ask(odd + ticket)
    assert.equal((await phone.ask('/me')).status, 401)
  })
})

describe('the audit log', () => {
  test('[A38] tells of music folders too, and [A41] only owners read it', async () => {
    assert.equal((await owner.post('/library/folders', { path: '/music' })).status, 201)
    refusedWith('request.invalid', await owner.post('/library/folders', { path: 5 }))
    const page = await owner.ask('/audit?limit=5')
    const items = page.json.items as { kind: string; actor_uuid?: string; actor_id?: string }[]
    assert.equal(items.filter(({ kind }) => kind === 'folder.added').length, 1)
    const next = await owner.ask(`/audit?limit=5&cursor=${page.json.next_cursor}`)
    assert.equal((next.json.items as unknown[]).length, 5)
    assert.notDeepEqual(next.json.items, page.json.items)
    for (const odd of ['limit=0', 'limit=x', 'cursor=x', 'limit=1000']) {
      refusedWith('request.invalid', await owner.ask(`/audit?${odd}`))
    }
    const { login } = await person()
    refusedWith('auth.forbidden', await (await signedIn(login)).ask('/audit'))
  })
})

async function person(role = 'member') {
  const login = { username: randomUUID(), password: PASSWORD }
  const made = await owner.post('/users', { ...login, role })
  assert.equal(made.status, 201, made.text)
  return { id: String(made.json.user_uuid), login }
}

function signedIn(login: { readonly username: string; readonly password: string }): Promise<Program> {
  return hub.program(undefined, login)
}

async function keyed(scopes: readonly string[], as: Program = owner) {
  const made = await as.post('/me/keys', { name: 'Key', scopes })
  assert.equal(made.status, 201, made.text)
  const token = String(made.json.secret)
  return (path: string, method: string) => hub.ask(path, { method, token, ...bodyFor(method) })
}

function bodyFor(method: string): { readonly body?: unknown } {
  return method.toUpperCase() === 'GET' ? {} : { body: {} }
}

function listOf(answer: Answer): readonly Readonly<Record<string, unknown>>[] {
  assert.equal(answer.status, 200, answer.text)
  return JSON.parse(answer.text) as readonly Readonly<Record<string, unknown>>[]
}

function playlistOf({ json }: Answer): string {
  const { result } = json.receipt as { result: { playlist_id: string } }
  return result.playlist_id
}

/** How often the hub took notice of a device; a sign-in can be narrowed meanwhile. */
function countedContacts() {
  const { engine, accounts } = hub
  const { contact } = engine
  const { authenticate } = accounts
  const heard: (string | null)[] = []
  engine.contact = (principal) => {
    heard.push(principal.deviceId)
    return contact(principal)
  }
  return {
    of: ({ deviceId }: Program) => heard.filter((one) => one === deviceId).length,
    narrowTo(scopes: Principal['scopes']) {
      accounts.authenticate = async (...asked) => {
        const principal = await authenticate(...asked)
        return principal && { ...principal, scopes }
      }
    },
    [Symbol.dispose]() {
      engine.contact = contact
      accounts.authenticate = authenticate
    },
  }
}
