import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { type Ask, BatonFailure, type Outcome, systemClock } from '@baton/client'
import { type ReaderState, SAME_TAG_MS } from '@baton/protocol'
import { logTo } from '../log/log.ts'
import { lineReader } from './line-reader.ts'
import { reportTags } from './report-tags.ts'

const SILENT = logTo(() => {}, 'silent')

test('[AG50] the same tag within 2 s is one, however it is written, and what is no tag is passed over', () => {
  const told: string[] = []
  let now = 0
  const see = reportTags({
    hub: {
      async send(ask: Ask): Promise<Outcome> {
        if (ask.type === 'tag.scan') told.push(ask.tagId)
        throw new BatonFailure('client.offline')
      },
    },
    log: SILENT,
    monotonicMs: () => now,
  })
  const steps: readonly (readonly [number, string])[] = [
    [0, '04:A1'],
    [1_000, '04a1'],
    [SAME_TAG_MS - 1, '04 a1'],
    [1, 'hello'],
    [0, '04b2'],
    [0, '04a1'],
    [SAME_TAG_MS, '04a1'],
  ]
  for (const [ms, text] of steps) {
    now += ms
    see(text)
  }
  assert.deepEqual(told, ['04a1', '04b2', '04a1', '04a1'])
})

test('[AG51] a reader that is not there, or was unplugged, is looked for until it is there, and a file is none', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'baton-tags-'))
  try {
    const path = join(folder, 'reader')
    await writeFile(path, 'aa00\n')
    const seen: string[] = []
    const lines: string[] = []
    let hear = () => {}
    await using source = lineReader({
      path,
      clock: systemClock(),
      log: logTo((line) => {
        lines.push(line)
        hear()
      }, 'info'),
    })
    const until = async (isThere: () => boolean) => {
      while (!isThere()) await new Promise<void>((resolve) => (hear = resolve))
    }
    const states: ReaderState[] = []
    source.start({
      onTag(text) {
        seen.push(text)
        hear()
      },
      onState: (state) => states.push(state),
    })
    await until(() => lines.some((line) => line.includes('neither a device nor a pipe')))
    assert.deepEqual(seen, [], 'a file says what is over')

    const pipe = join(folder, 'pipe')
    execFileSync('mkfifo', [pipe])
    await rename(pipe, path)
    await until(() => lines.some((line) => line.includes('Tags are read')))
    for (const part of ['04:A1\r\n04', 'b2\n']) {
      const before = seen.length
      const writer = createWriteStream(path)
      await new Promise((resolve) => writer.end(part, () => resolve(null)))
      await until(() => seen.length > before)
    }
    assert.deepEqual(seen, ['04:A1', '04b2'])

    await rm(path)
    await until(() => lines.some((line) => line.includes('No tags can be read') && line.includes('ENOENT')))
    execFileSync('mkfifo', [path])
    await until(() => lines.filter((line) => line.includes('Tags are read')).length === 2)
    const writer = createWriteStream(path)
    await new Promise((resolve) => writer.end('04c3\n', () => resolve(null)))
    await until(() => seen.length === 3)
    assert.equal(seen.at(-1), '04c3')
    assert.deepEqual(
      states.filter((state, nth) => state !== states[nth - 1]),
      ['no-reader', 'ready', 'no-reader', 'ready'],
    )
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
