// Two households; in the first, somebody whose things have names that can be found again wherever they leak to.
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { newSession } from '@baton/hub/domain'
import { openSqlite, sqlAccountStore } from '@baton/hub/stores/sql'
import type { HouseholdId, LogEpoch, SessionId, UserId } from '@baton/protocol'
import { makePicture, makeSound } from '../music/sound-files.ts'
import { type ComposedHub, composedHub } from '../worlds/composed-hub.ts'
import { type Answer, OWNER, type Program } from '../worlds/http-world.ts'

const PASSWORD = 'a long password'

const TRACKS = [1, 2, 3].map((n) => ({ title: `Marked Tune ${n}`, durationMs: 60_000 }))

/** Everything that is Ada's alone, and what her whole household shares. */
export interface Things {
  readonly session: string
  readonly user: string
  readonly device: string
  readonly entry: string
  readonly track: string
  readonly album: string
  readonly artist: string
  readonly cover: string
  readonly folder: string
  /** Private, as they are when nothing is said. */
  readonly playlist: string
  readonly signIn: string
  readonly token: string
  readonly ticket: string
}

export interface Attacker {
  readonly who: 'nobody' | 'signed-out' | 'housemate' | 'listener' | 'stranger'
  readonly username: string
  /** Shares the library with Ada. */
  readonly sameHousehold: boolean
  /** Words that must not appear in any answer. */
  readonly secrets: readonly string[]
  /** Its own session and device, where it has any. */
  readonly own: { readonly session: string; readonly device: string } | null
  ask(method: string, path: string, body?: unknown): Promise<Answer>
  /** The credential that it shows; none if it has none. */
  headers(): Readonly<Record<string, string>>
}

export interface MatrixWorld extends AsyncDisposable {
  readonly hub: ComposedHub
  readonly ada: Program
  readonly things: Things
  readonly attackers: readonly Attacker[]
  readonly openapi: string
  /** Everything of Ada's that anybody could have changed. */
  picture(): Promise<unknown>
}

export async function matrixWorld(): Promise<MatrixWorld> {
  const hub = await composedHub({ tracks: TRACKS, makeFiles: markedFiles })
  const ada = await hub.program('Marked Kitchen')
  const things = await thingsOf(hub, ada)
  const openapi = (await hub.ask('/openapi.json')).text
  const own = [
    things.session,
    things.device,
    things.entry,
    things.playlist,
    things.token,
    things.ticket,
    'Marked Kitchen',
  ]
  const shared = [things.user, things.track, things.album, things.artist, things.cover, 'Marked', '"Ada"']
  for (const [username, role] of [
    ['Bob', 'member'],
    ['Lea', 'listener'],
  ]) {
    const made = await ada.post('/users', { username, password: PASSWORD, role })
    if (made.status !== 201) throw new Error(`${username} was not added: ${made.text}`)
  }
  await foundHousehold(hub, 'Eve')
  const signedIn = async (who: Attacker['who'], username: string): Promise<Attacker> => {
    const sameHousehold = who !== 'stranger'
    const secrets = sameHousehold ? own : [...own, ...shared]
    const login = { username, password: PASSWORD }
    const enter = () => hub.program(`${username}’s`, login)
    let program = await enter()
    const me = (await program.ask('/me')).json
    return {
      who,
      username,
      sameHousehold,
      secrets,
      own: { session: String(me.session_uuid), device: String(program.deviceId) },
      headers: () => ({ authorization: `Bearer ${program.token}` }),
      async ask(method, path, body) {
        const answer = await program.ask(path, { method, ...(body !== undefined && { body }) })
        // It may just have signed itself out, or ended all its sign-ins.
        if (method !== 'GET' && (await program.ask('/me')).status === 401) program = await enter()
        return answer
      },
    }
  }
  const without = (who: Attacker['who'], token: string | null): Attacker => ({
    who,
    username: 'Mallory',
    sameHousehold: false,
    secrets: [...own, ...shared],
    own: null,
    headers: (): Readonly<Record<string, string>> =>
      token === null ? {} : { authorization: `Bearer ${token}` },
    ask: (method, path, body) =>
      hub.ask(path, { method, ...(token && { token }), ...(body !== undefined && { body }) }),
  })
  const left = await hub.program('Attic', { username: 'Bob', password: PASSWORD })
  await left.post('/signout')
  const attackers = [
    without('nobody', null),
    without('signed-out', left.token),
    await signedIn('housemate', 'Bob'),
    await signedIn('listener', 'Lea'),
    await signedIn('stranger', 'Eve'),
  ]
  return {
    hub,
    ada,
    things,
    attackers,
    openapi,
    picture: () => pictureOf(ada, things),
    [Symbol.asyncDispose]: () => hub[Symbol.asyncDispose](),
  }
}

async function markedFiles(folder: string): Promise<void> {
  const coverPath = join(folder, 'cover.png')
  await makePicture(coverPath)
  for (const [index, { title, durationMs }] of TRACKS.entries()) {
    await makeSound({
      path: join(folder, `${title}.flac`),
      seconds: durationMs / 1_000,
      hz: 440 + index,
      tags: { TITLE: title, ARTIST: 'Marked Artist', ALBUM: 'Marked Album' },
      coverPath,
    })
  }
}

async function thingsOf({ trackIds }: ComposedHub, ada: Program): Promise<Things> {
  const added = await ada.post('/queue/enqueue', { track_ids: trackIds })
  const { result } = added.json.receipt as { result: { entry_ids: string[] } }
  const me = (await ada.ask('/me')).json
  const session = String(me.session_uuid)
  await ada.post(`/sessions/${session}/play`)
  await ada.post(`/sessions/${session}/pause`)
  await ada.post(`/sessions/${session}/seek`, { position_ms: 7_000 })
  const list = await ada.post('/playlists', { title: 'Marked list', track_ids: trackIds })
  const { playlist_id } = list.json.playlist as Record<string, string>
  const { json } = await ada.ask(`/sessions/${session}`)
  const firstOf = async (path: string, id: string) =>
    String(((await ada.ask(path)).json.items as readonly Record<string, unknown>[])[0]?.[id])
  return {
    session,
    user: String(me.user_uuid),
    device: String(ada.deviceId),
    entry: String(result.entry_ids[1]),
    track: String(json.track_id),
    album: await firstOf('/library/albums', 'album_id'),
    artist: await firstOf('/library/artists', 'artist_id'),
    cover: await firstOf('/library/albums', 'cover_id'),
    folder: await firstOf('/library/folders', 'folder_id'),
    signIn: String(((await ada.ask('/me/sign-ins')).json as unknown as Listed)[0]?.sign_in_id),
    playlist: String(playlist_id),
    token: ada.token,
    ticket: String(new URL(String(json.file_url), 'http://hub').searchParams.get('token')),
  }
}

type Listed = readonly { readonly sign_in_id: string }[]

/** A household beside the first, whose owner signs in by this name. */
async function foundHousehold({ dataDir }: ComposedHub, username: string): Promise<void> {
  await using database = openSqlite({ path: join(dataDir, 'baton.db'), synchronous: 'off' })
  const accounts = sqlAccountStore(database)
  const first = await accounts.userByName(OWNER.username.toLowerCase())
  if (!first) throw new Error('The first owner is gone')
  const ids = { userId: randomUUID() as UserId, householdId: randomUUID() as HouseholdId }
  const sessionId = randomUUID() as SessionId
  const created = await accounts.createUser({
    ...first,
    ...ids,
    sessionId,
    username,
    nameKey: username.toLowerCase(),
    household: { name: 'Next door', epoch: 'nextdoor1' as LogEpoch },
    session: newSession(sessionId, ids.userId, Date.now()),
  })
  if (created !== 'created') throw new Error(`The second household was not founded: ${created}`)
}

const SEEN = [
  '/library/folders',
  '/playlists',
  '/history',
  '/me',
  '/users',
  '/devices',
  '/queue',
  '/library/albums',
  '/library/tracks',
]

async function pictureOf(ada: Program, things: Things): Promise<unknown> {
  const paths = [...SEEN, `/sessions/${things.session}`, `/library/marks?track_ids=${things.track}`]
  const answers = await Promise.all(paths.map((path) => ada.ask(path)))
  return answers.map(({ status, text }) => [status, settled(hersOf(JSON.parse(text), things))])
}

/** Of the people of the household only herself: the others may do with themselves what they like. */
function hersOf(document: unknown, { user }: Things): unknown {
  const isHers = (one: { user_uuid?: string }) => one.user_uuid === undefined || one.user_uuid === user
  return Array.isArray(document) ? document.filter(isHers) : document
}

/** Without what moves by itself: clocks, contacts, and the number of the log that the household shares. */
function settled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(settled)
  if (value === null || typeof value !== 'object') return value
  const moving = ['server_time', 'server_seq', 'last_seen', 'last_used_at']
  const kept = Object.entries(value).filter(([name]) => !moving.includes(name))
  return Object.fromEntries(kept.map(([name, inner]) => [name, settled(inner)]))
}
