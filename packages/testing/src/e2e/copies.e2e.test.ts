import assert from 'node:assert/strict'
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { isFailure } from '@baton/client'
import { Dice } from '../fakes/seeded-chance.ts'
import { type Ended, type HubRun, runHub } from '../worlds/hub-process.ts'
import { HubProcessWorld, until } from '../worlds/hub-process-world.ts'

const ELSEWHERE = ['--host', '127.0.0.1', '--port', '0', '--log', 'warn']

test('[O11] [O13] a hub is backed up under load and restored elsewhere, with all that was acknowledged before', async () => {
  await using world = await HubProcessWorld.build({ devices: 1 })
  const [device] = world.devices
  assert.ok(device)
  await device.hub.send({ type: 'queue.enqueue', source: { trackIds: world.trackIds }, at: 'now' })
  await until('the music plays', async () => (await device.hub.session()).playState === 'playing')
  const token = await world.token()
  const before = await device.hub.session()
  await using plain = await world.plainFollower()
  await until('the follower is there', async () => plain.seq > 0)
  const cursor = plain.events.at(-1)?.id ?? ''

  const load = commandsUntilStopped(world)
  await until('there is load', async () => load.acknowledged.length > 40)
  const acknowledged = [...load.acknowledged]
  const folder = join(world.data, '..', 'backups')
  done(await run('backup', `${folder}/`, '--data', world.data, '--keep', '2'))
  const during = load.acknowledged.length
  done(await run('export', `${folder}/whole.jsonl.gz`, '--data', world.data))
  await until('the load went on', async () => load.acknowledged.length > during + 10)
  await load.stop()
  assert.ok(during > acknowledged.length, 'the hub answered while it was backed up')

  for (const name of await readdir(folder)) {
    assert.equal((await stat(join(folder, name))).mode & 0o077, 0, `${name} is for its owner alone`)
  }
  const [backup] = (await readdir(folder)).filter((name) => name.endsWith('.db'))
  for (const [word, file] of [
    ['restore', `${backup}`],
    ['import', 'whole.jsonl.gz'],
    ['restore', 'whole.jsonl.gz'],
  ] as const) {
    const data = join(world.data, '..', `${word}-${file}`)
    done(await run(word, join(folder, file), '--data', data))
    const known = commandIdsIn(data)
    assert.deepEqual(
      acknowledged.filter((id) => !known.has(id)),
      [],
      `${word} ${file} lost what was acknowledged`,
    )
    const hub = runHub(['--data', data, '--music', world.music, ...ELSEWHERE])
    const baseUrl = await hub.listening()
    const headers = { authorization: `Bearer ${token}` }
    const session = (await (await fetch(`${baseUrl}/sessions/${before.sessionId}`, { headers })).json()) as {
      readonly play_state: string
      readonly speaker_epoch: number
      readonly epoch: string
    }
    assert.equal(session.play_state, 'paused', 'nothing plays by itself')
    assert.ok(session.speaker_epoch > before.speakerEpoch + 999)
    assert.ok(!cursor.startsWith(session.epoch), 'the log is another one')
    assert.deepEqual(await firstEvents(baseUrl, headers, cursor), ['resync', 'snapshot'])
    assert.equal((await hub.end()).code, 0)
  }
  assert.ok(
    !(await readFile(join(folder, `${backup}`), 'latin1')).includes(token),
    'no token stands in a backup',
  )
})

test('[O12] a backup is restored in the place of a hub only when that is stopped, and a restored hub can be gone back on', async () => {
  await using world = await HubProcessWorld.build()
  const file = join(world.data, '..', 'before.db')
  done(await run('backup', file, '--data', world.data))
  const client = await world.client()
  await client.send({ type: 'session.like', trackId: world.trackIds[0] ?? assert.fail(), liked: true })
  const refused = await run('restore', file, '--data', world.data)
  assert.deepEqual([refused.code, refused.stdout], [2, ''])
  assert.match(refused.stderr, /is held by another hub: process \d+/)
  assert.equal(countOf(world.data, 'liked'), 1)
  await world.hub.end()
  const { stdout } = done(await run('restore', file, '--data', world.data))
  assert.equal(countOf(world.data, 'liked'), 0)
  const [, aside] = /lies in (\S+)\.\n/.exec(stdout) ?? []
  assert.equal(countOf(`${aside}`, 'liked'), 1)
  await world.start()
  assert.equal((await world.client()).me.get()?.username, 'Ada')
})

test('a command that is asked for wrongly says so in one line, with exit code 2', async () => {
  await using world = await HubProcessWorld.build()
  const file = join(world.data, '..', 'there')
  await writeFile(file, 'x')
  await mkdir(join(world.data, '..', 'empty'))
  const data = ['--data', world.data]
  for (const [args, line] of [
    [['export'], /^Name a file to write\. See --help\.$/],
    [['export', 'a', 'b'], /^"b" is one word too many\. See --help\.$/],
    [['export', file, ...data], /there is there already\. Choose another name\.$/],
    [['backup', file, ...data], /there is there already\. Choose another name\.$/],
    [['backup', 'x', '--data', join(world.data, '..', 'empty')], /^There is no hub in .*empty\.$/],
    [['backup', 'x', '--keep', '0', ...data], /^--keep takes a number from 1 to 9999, not "0"\.$/],
    [['import', join(world.data, 'nowhere'), ...data], /nowhere does not exist\.$/],
    [['migrate', ...data], /^Say where to: --to postgres:/],
    [['migrate', '--to', world.data, ...data], /^The hub is there already\.$/],
    [['migrate', '--to', 'postgres://127.0.0.1:1/x', ...data], /held by another hub|cannot be reached/],
    [['restore', '--keep'], /See --help\.$/],
  ] as const) {
    const { code, stdout, stderr } = await run(...args)
    assert.deepEqual(
      [code, stdout, stderr.trimEnd().split('\n').length],
      [2, '', 1],
      `${args.join(' ')}: ${stderr}`,
    )
    assert.match(stderr.trimEnd(), line)
  }
  const help = await run('backup', '--help')
  assert.equal(help.code, 0)
  assert.match(help.stdout, /backup DIR\|FILE/)
})

function run(...args: readonly string[]): Promise<Ended> {
  const command: HubRun = runHub(args)
  return command.ended
}

function done(ended: Ended): Ended {
  assert.equal(ended.code, 0, ended.stderr)
  return ended
}

/** Several people at once, as fast as the answers come. */
function commandsUntilStopped(world: HubProcessWorld) {
  const acknowledged: string[] = []
  let stopped = false
  const dice = new Dice(7)
  const sending = async () => {
    const hub = await world.client()
    while (!stopped) {
      const commandId = dice.uuid()
      try {
        const { receipt } = await hub.send(
          { type: 'session.seek', positionMs: dice.below(150_000) },
          { commandId },
        )
        if (receipt.changed) acknowledged.push(commandId)
      } catch (error) {
        if (!isFailure(error, 'limit.too-many', 'hub.busy')) throw error
      }
    }
  }
  const running = [sending(), sending()]
  return {
    acknowledged,
    async stop() {
      stopped = true
      await Promise.all(running)
    },
  }
}

function commandIdsIn(data: string): ReadonlySet<string> {
  using database = new DatabaseSync(join(data, 'baton.db'))
  const rows = database.prepare('select distinct command_id as id from event').all()
  return new Set(rows.map(({ id }) => String(id)))
}

function countOf(data: string, table: string): number {
  using database = new DatabaseSync(join(data, 'baton.db'))
  return Number(database.prepare(`select count(*) as count from ${table}`).get()?.count)
}

/** What somebody hears first who comes with this cursor. */
async function firstEvents(
  baseUrl: string,
  headers: Readonly<Record<string, string>>,
  cursor: string,
): Promise<readonly string[]> {
  const stop = new AbortController()
  const response = await fetch(`${baseUrl}/events`, {
    headers: { ...headers, 'last-event-id': cursor },
    signal: AbortSignal.any([stop.signal, AbortSignal.timeout(10_000)]),
  })
  let text = ''
  for await (const part of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += part
    const names = [...text.matchAll(/^event: (\S+)$/gm)].map(([, name = '']) => name)
    if (names.length < 2) continue
    stop.abort()
    return names.slice(0, 2)
  }
  return []
}
