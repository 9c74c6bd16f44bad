import assert from 'node:assert/strict'
import { test } from 'node:test'
import { NO_RATE_LIMITS } from '@baton/hub/engine'
import { explores, seedOr } from '../fakes/fixed-seeds.ts'
import { Dice } from '../fakes/seeded-chance.ts'
import { answer } from '../machine/answer.ts'
import { lackingNamespaces } from '../machine/child.ts'
import { makeNetwork } from '../machine/network-namespaces.ts'
import { reach } from '../machine/reach.ts'
import { EditingClient } from '../sockets/editing-client.ts'
import { serveHub } from '../worlds/http-world.ts'
import { until } from '../worlds/hub-process-world.ts'

const PEOPLE = ['ann', 'ben', 'cleo'] as const
type Person = (typeof PEOPLE)[number]
const FIRST_SEED = seedOr(1)
/** `npm run explore -- edits-over-cuts --rounds 1` has so many of its own. */
const STORIES = explores ? 200 : 10
const STEPS = 18
const PORT = 4040
const WITHIN_MS = 60_000

test('[SO15, SO16, SO55] three people edit a playlist while cables are cut: every edit counts once, in order, for all', {
  skip: lackingNamespaces(),
}, async (context) => {
  await using world = await editors()
  for (let nth = 0; nth < STORIES; nth++) {
    const seed = FIRST_SEED + nth
    await context.test(`seed ${seed}`, () => tell(world, seed))
  }
  assert.deepEqual(world.hub.failures, [])
  assert.ok(world.seen.refreshed > 0 && world.seen.resumed > 0, JSON.stringify(world.seen))
})

/** One story: edits, cuts, and in some of them the log is forgotten behind somebody who is away. */
async function tell(world: Editors, seed: number): Promise<void> {
  const { hub, network, seen } = world
  const dice = new Dice(seed)
  const program = await hub.program()
  const { json } = await program.post('/api/playlists', { title: `Story ${seed}` })
  const { id } = json.data as { readonly id: string }
  const forgets = dice.chance(0.5)
  const cut = new Set<Person>()
  const added = new Map<Person, string[]>(PEOPLE.map((name) => [name, []]))
  const titles = new Map<string, string>()
  let edits = 0

  const clients = new Map(
    PEOPLE.map((name) => [name, new EditingClient(world.urlOf(name), program.token, id, `${seed}-${name}`)]),
  )
  const clientOf = (name: Person) => clients.get(name) as EditingClient
  const heal = async (name: Person) => {
    await network.restore(name)
    cut.delete(name)
    if (clientOf(name).isConnected) return
    seen.resumed += 1
    clientOf(name).connect()
  }
  try {
    for (const client of clients.values()) client.connect()
    await agree('all are there', () => PEOPLE.every((name) => clientOf(name).playlist !== null))
    for (let step = 0; step < STEPS; step++) {
      const name = dice.pick(PEOPLE)
      const client = clientOf(name)
      if (dice.chance(0.3)) {
        if (cut.has(name)) {
          await heal(name)
          continue
        }
        await network.cut(name, dice.chance(0.5) ? 'silent' : 'unplugged')
        cut.add(name)
        if (dice.chance(0.6)) client.disconnect()
        continue
      }
      edits += 1
      const tracks = added.get(name) as string[]
      const track = hub.trackIds[PEOPLE.indexOf(name) * STEPS + tracks.length]
      if (track !== undefined && dice.chance(0.8)) {
        client.edit('op:playlist.add_tracks', { playlist_id: id, track_ids: [track] })
        tracks.push(track)
      } else {
        const title = `${name} ${step}`
        titles.set(client.edit('op:playlist.update', { playlist_id: id, title }), title)
      }
      if (dice.chance(0.5) && !cut.has(name)) await agree('it is answered', () => client.hasAnswers)
      if (forgets && dice.chance(0.3)) await forgetBehind(name)
    }
    for (const name of PEOPLE) await heal(name)
    await agree('all is answered', () => PEOPLE.every((name) => clientOf(name).hasAnswers))
    const whole = await listed()
    const knowsLast = (name: Person) =>
      clientOf(name).isCaughtUp && clientOf(name).playlist?.playlist_seq === whole.playlist_seq
    await agree('all know the last of it', () => PEOPLE.every(knowsLast))

    assert.equal(whole.playlist_seq, 1 + edits, 'each edit has moved it by one')
    assert.deepEqual([...whole.tracks].sort(), [...added.values()].flat().sort(), 'each track is there once')
    for (const [name, tracks] of added) {
      assert.deepEqual(
        whole.tracks.filter((track) => tracks.includes(track)),
        tracks,
        `what ${name} added, in order`,
      )
    }
    const answered = new Map([...clients.values()].flatMap((client) => [...client.answered]))
    const [last] = [...titles.keys()].sort((a, b) => Number(answered.get(b)) - Number(answered.get(a)))
    if (last !== undefined) assert.equal(whole.title, titles.get(last), 'the last title that was given')
    for (const name of PEOPLE) {
      const client = clientOf(name)
      assert.deepEqual(seenBy(client.playlist), whole, `as ${name} sees it`)
      assert.deepEqual(client.refusals, [])
      seen.refreshed += client.refreshed
    }
  } finally {
    for (const client of clients.values()) client.disconnect()
    for (const name of cut) await network.restore(name)
  }

  /** Whoever lost the connection while the cable was whole comes back by itself meanwhile. */
  async function agree(what: string, ask: () => boolean): Promise<void> {
    await until(
      what,
      async () => {
        for (const name of PEOPLE) if (!cut.has(name) && !clientOf(name).isConnected) clientOf(name).connect()
        return ask()
      },
      WITHIN_MS,
    )
  }

  async function listed() {
    const { json: answered } = await program.ask(`/api/playlists/${id}`)
    return seenBy(answered.data as Seen)
  }

  /** Whoever is away now, and has not heard of this edit, has missed more than is kept. */
  async function forgetBehind(name: Person): Promise<void> {
    const client = clientOf(name)
    if (cut.has(name)) return
    await agree('the edit is there', () => client.hasAnswers)
    await hub.forgetEvents()
    const head = Math.max(...client.answered.values())
    for (const each of clients.values()) each.forgottenUpTo = head
  }
}

interface Seen {
  readonly title: string
  readonly playlist_seq: number
  readonly tracks: readonly { readonly id: string }[]
}

function seenBy({ title, playlist_seq, tracks }: Seen) {
  return { title, playlist_seq, tracks: tracks.map((track) => track.id) }
}

type Editors = Awaited<ReturnType<typeof editors>>

/** A hub and three people, each on a host of the own. */
async function editors() {
  await using made = new AsyncDisposableStack()
  const tracks = Array.from({ length: PEOPLE.length * STEPS }, (_, nth) => ({
    name: `${nth}.flac`,
    durationMs: 1_000,
  }))
  const hub = made.use(await serveHub({ tracks, limits: NO_RATE_LIMITS }))
  const network = made.use(await makeNetwork({ hosts: ['hub', ...PEOPLE] }))
  made.use(await answer(network, { on: 'hub', port: PORT, by: hub.port }))
  const ways = new Map<Person, string>()
  for (const from of PEOPLE)
    ways.set(from, made.use(await reach(network, { from, to: 'hub', port: PORT })).url)
  const kept = made.move()
  return {
    hub,
    network,
    seen: { refreshed: 0, resumed: 0 },
    urlOf: (name: Person) => ways.get(name) as string,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}
