// Two households; in the first, somebody whose things have names that can be found again wherever they leak to.
import { join } from 'node:path'
import { openSqlite, sqlAccountStore } from '@baton/hub/stores/sql'
import { makePicture, makeSound } from '../../music/sound-files.ts'
import { type ComposedHub, composedHub } from '../../worlds/composed-hub.ts'
import type { Answer, Program } from '../../worlds/http-world.ts'
import { foundSecondHousehold } from '../../worlds/second-household.ts'
import type { Things } from './matrix-part.ts'
import { MATRIX_PARTS } from './parts.ts'

const PASSWORD = 'a long password'

const TRACKS = [1, 2, 3].map((n) => ({ title: `Marked Tune ${n}`, durationMs: 60_000 }))

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
  const idsOf = (list: 'secret' | 'shared') =>
    MATRIX_PARTS.flatMap((part) => part[list] ?? []).map((name) => String(things[name]))
  const own = [...idsOf('secret'), 'Marked Kitchen']
  const shared = [...idsOf('shared'), 'Marked', '"Ada"']
  for (const [username, role] of [
    ['Bob', 'member'],
    ['Lea', 'listener'],
  ]) {
    const made = await ada.post('/users', { username, password: PASSWORD, role })
    if (made.status !== 201) throw new Error(`${username} was not added: ${made.text}`)
  }
  await foundNextDoor(hub)
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

async function foundNextDoor({ dataDir }: ComposedHub): Promise<void> {
  await using database = openSqlite({ path: join(dataDir, 'baton.db'), synchronous: 'off' })
  await foundSecondHousehold(sqlAccountStore(database), 'Eve')
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

async function thingsOf(hub: ComposedHub, ada: Program): Promise<Things> {
  const things: Record<string, string> = {}
  for (const part of MATRIX_PARTS) Object.assign(things, await part.thingsOf(ada, hub))
  return things
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
  '/api/post?channel=user',
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
