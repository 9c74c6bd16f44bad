import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import type { HouseholdId, LogEpoch, SessionId, UserId } from '@baton/protocol'
import { newSession } from '#domain'
import { insertHousehold, insertSession, migrate, migrateUpTo, openSqlite } from '#stores/sql'
import { backUp } from './backup.ts'
import { exportTo } from './export.ts'
import { importFrom } from './import.ts'
import type { Progress } from './progress.ts'
import { restoreFrom } from './restore.ts'

const EPOCH = 'aaaaaaaaaaaaaaaa'
const LINES_OF_TEXT = 'a\u2028b\nc\r"\\ \u{1f3ba}'

let folder: string
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'baton-copies-'))
})
after(() => rm(folder, { recursive: true, force: true }))

const at = (name: string) => join(folder, name)

test('[O8] [O9] what was exported is what an empty hub is filled with', async () => {
  const from = await smallHub('from', 'likes')
  await exported('from', 'plain.jsonl')
  await exported('from', 'packed.jsonl.gz')
  for (const file of ['plain.jsonl', 'packed.jsonl.gz']) {
    const into = `into-${file}`
    await imported(file, into)
    const before = rowsOf(from)
    const now = rowsOf(at(`${into}/baton.db`))
    assert.deepEqual([...now.keys()], [...before.keys()])
    for (const [table, rows] of before) {
      if (table === 'household' || table === 'session') continue
      assert.deepEqual(now.get(table), rows, table)
    }
    assert.equal((now.get('liked') ?? []).length, 1_200)
  }
})

test('[O8] a table that this code has never heard of is exported all the same', async () => {
  const path = await smallHub('unheard', 'nothing')
  using database = new DatabaseSync(path)
  database.exec(`create table curtain (colour text, folds integer); insert into curtain values ('red', 7)`)
  await exported('unheard', 'unheard.jsonl')
  assert.match(await readFile(at('unheard.jsonl'), 'utf8'), /^\["red",7\]$/m)
})

test('[O13] an imported log has another epoch, nothing plays, and the right to sound has a number never given', async () => {
  const path = await smallHub('playing', 'nothing')
  using source = new DatabaseSync(path)
  const { view } = source.prepare('select view from session').get() as { view: string }
  const playing = {
    ...JSON.parse(view),
    playState: 'playing',
    speakerEpoch: 7,
    timeline: { positionMs: 1_000, at: 40_000, rate: 1 },
  }
  source.prepare('update session set view = ?').run(JSON.stringify(playing))
  source.prepare('update household set last_instant = 45000').run()
  await exported('playing', 'playing.jsonl')
  await imported('playing.jsonl', 'rested')
  using rested = new DatabaseSync(at('rested/baton.db'))
  const household = rested.prepare('select epoch from household').get() as { epoch: string }
  assert.notEqual(household.epoch, EPOCH)
  assert.match(household.epoch, /^[0-9a-f]{16}$/)
  const row = rested.prepare('select revision, view from session').get() as { revision: number; view: string }
  const now = JSON.parse(row.view)
  assert.deepEqual(
    [now.playState, now.timeline.positionMs, now.timeline.rate, row.revision, now.revision],
    ['paused', 6_000, 0, playing.revision + 1, playing.revision + 1],
  )
  assert.ok(now.speakerEpoch >= 1_007)
})

test('[O9] an export that is cut off, changed, foreign or of a newer hub fills nothing', async () => {
  await smallHub('good', 'likes')
  await exported('good', 'good.jsonl')
  const good = await readFile(at('good.jsonl'), 'utf8')
  const lines = good.split('\n')
  const damaged: Readonly<Record<string, readonly [string | Buffer, RegExp]>> = {
    empty: ['', /no export|cut off/],
    cut: [lines.slice(0, -2).join('\n'), /cut off/],
    half: [good.slice(0, good.length / 2), /damaged|cut off/],
    packed: [gzipSync(good).subarray(0, 300), /cut off/],
    changed: [good.replace('"somebody"', '"nobody"'), /damaged/],
    dropped: [[...lines.slice(0, 12), ...lines.slice(13)].join('\n'), /damaged/],
    foreign: ['{"hello": "world"}\n', /no export/],
    newer: [
      sealed(good.replace('"migrations":["0001-core"', '"migrations":["0001-core","9999-later"')),
      /newer/,
    ],
    format: [sealed(good.replace('"format":1', '"format":2')), /newer/],
    narrow: [sealed(good.replace('\n[0,"track', '\n[7,0,"track')), /damaged/],
    table: [sealed(good.replace('{"table":"liked"}', '{"table":"hated"}')), /hated/],
  }
  for (const [name, [text, message]] of Object.entries(damaged)) {
    assert.ok(text !== good, name)
    await writeFile(at(`${name}.bad`), text)
    await assert.rejects(imported(`${name}.bad`, `bad-${name}`), message, name)
    assert.ok(rowsOf(at(`bad-${name}/baton.db`)).size === 0 || isEmpty(at(`bad-${name}/baton.db`)), name)
  }
  await imported('good.jsonl', 'filled')
  const before = rowsOf(at('filled/baton.db'))
  await assert.rejects(imported('good.jsonl', 'filled'), /Only an empty one/)
  assert.deepEqual(rowsOf(at('filled/baton.db')), before)
})

test('[O9] an import that is stopped half way leaves nothing behind, and can be done again', async () => {
  await smallHub('long', 'likes')
  await exported('long', 'long.jsonl')
  const stopping = new AbortController()
  const stopped = {
    ...quiet(stopping.signal),
    onRows: (table: string) => table === 'liked' && stopping.abort(),
  }
  await assert.rejects(imported('long.jsonl', 'again', stopped), { name: 'AbortError' })
  assert.ok(isEmpty(at('again/baton.db')))
  await imported('long.jsonl', 'again')
  assert.ok(!isEmpty(at('again/baton.db')))
})

test('[O9] what an older hub exported is brought to the present version', async () => {
  await smallHub('old', 'likes', '0003-accounts')
  await exported('old', 'old.jsonl')
  await imported('old.jsonl', 'present')
  await using database = openSqlite({ path: at('present/baton.db'), synchronous: 'off' })
  assert.deepEqual(await migrate(database), [])
  assert.equal((rowsOf(at('present/baton.db')).get('liked') ?? []).length, 1_200)
})

test('[O11] a folder of backups keeps the newest, and touches nothing else in it', async () => {
  await smallHub('kept', 'likes')
  const older = ['baton-2020-01-01T00-00-00Z.db', 'baton-2021-01-01T00-00-00Z.db']
  const foreign = ['notes.txt', 'baton.db', 'baton-of-grandma.db']
  await rm(at('backups'), { recursive: true, force: true })
  const first = await backUp({ kind: 'folder', path: at('kept') }, at('backups/'), 3, quiet())
  for (const name of [...older, ...foreign]) await writeFile(at(`backups/${name}`), 'x')
  await new Promise((resolve) => setTimeout(resolve, 1_001))
  const second = await backUp({ kind: 'folder', path: at('kept') }, at('backups/'), 2, quiet())
  assert.equal(second.removed, 2)
  const left = await readdirOf('backups')
  assert.deepEqual(left, [...foreign, nameIn(first.file), nameIn(second.file)].sort())
  assert.deepEqual(rowsOf(second.file), rowsOf(at('kept/baton.db')))
  await assert.rejects(
    backUp({ kind: 'folder', path: at('kept') }, second.file, 2, quiet()),
    /is there already/,
  )
})

test('[O12] a restored hub is that of the backup; the one that was there lies aside', async () => {
  await smallHub('house', 'nothing')
  const place = { kind: 'folder', path: at('house') } as const
  const { file } = await backUp(place, at('house.db'), 1, quiet())
  {
    using later = new DatabaseSync(at('house/baton.db'))
    later.exec(`insert into liked values ('somebody', 'later', 1)`)
  }
  const aside = await restoreFrom(file, place, quiet())
  assert.equal((rowsOf(at('house/baton.db')).get('liked') ?? []).length, 0)
  assert.equal((rowsOf(join(`${aside}`, 'baton.db')).get('liked') ?? []).length, 1)

  const bytes = await readFile(file)
  bytes.fill(0x55, 8_192, 12_288)
  await writeFile(at('broken.db'), bytes)
  const before = rowsOf(at('house/baton.db'))
  await assert.rejects(restoreFrom(at('broken.db'), place, quiet()), /damaged|malformed/)
  await writeFile(at('no.backup'), 'hello')
  await assert.rejects(restoreFrom(at('no.backup'), place, quiet()), /damaged|no export/)
  assert.deepEqual(rowsOf(at('house/baton.db')), before)
})

/** Answers with the path of its database. */
async function smallHub(name: string, holding: 'likes' | 'nothing', upTo?: string): Promise<string> {
  await mkdir(at(name), { recursive: true })
  const path = at(`${name}/baton.db`)
  await using database = openSqlite({ path, synchronous: 'off' })
  await (upTo ? migrateUpTo(database, upTo) : migrate(database))
  const id = 'home' as HouseholdId
  await insertHousehold(database.kysely, { id, name: LINES_OF_TEXT, epoch: EPOCH as LogEpoch, at: 1 })
  await insertSession(database.kysely, id, newSession('session' as SessionId, 'somebody' as UserId, 1))
  for (let i = 0; holding === 'likes' && i < 1_200; i++) {
    await database.kysely
      .insertInto('liked')
      .values({ user_id: 'somebody', track_id: `track ${i} ${LINES_OF_TEXT}`, at: i })
      .execute()
  }
  return path
}

/** With the hash that belongs to what it says now. */
function sealed(text: string): string {
  const body = text.slice(0, text.lastIndexOf('{"baton":"end"'))
  const sha256 = createHash('sha256').update(body).digest('hex')
  return `${body}${JSON.stringify({ baton: 'end', sha256 })}\n`
}

function quiet(signal = new AbortController().signal): Progress {
  return { signal, expect: () => {}, onRows: () => {}, [Symbol.dispose]: () => {} }
}

async function exported(name: string, file: string): Promise<void> {
  await using database = openSqlite({ path: at(`${name}/baton.db`), synchronous: 'off', readOnly: true })
  await rm(at(file), { force: true })
  await exportTo(at(file), database, quiet())
}

async function imported(file: string, name: string, progress = quiet()): Promise<void> {
  await mkdir(at(name), { recursive: true })
  await using database = openSqlite({ path: at(`${name}/baton.db`), synchronous: 'off' })
  await importFrom(at(file), database, progress)
}

/** Every row of every table, as text, sorted. */
function rowsOf(path: string): ReadonlyMap<string, readonly string[]> {
  using database = new DatabaseSync(path)
  const tables = database
    .prepare(`select name from sqlite_master where type = 'table' and name not like 'kysely%' order by name`)
    .all()
  return new Map(
    tables.map(({ name }) => [
      String(name),
      database
        .prepare(`select * from "${name}"`)
        .all()
        .map((row) => JSON.stringify(Object.entries(row).sort()))
        .sort(),
    ]),
  )
}

function isEmpty(path: string): boolean {
  return [...rowsOf(path).values()].every((rows) => rows.length === 0)
}

async function readdirOf(name: string): Promise<readonly string[]> {
  return (await readdir(at(name))).sort()
}

function nameIn(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
