import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { systemClock } from '@baton/client'
import type { ReaderState } from '@baton/protocol'
import { lackingPcscd, startPcscd } from '@baton/testing/machine/pcscd'
import { logTo } from '../../log/log.ts'
import { pcscReader } from './pcsc-reader.ts'

const WITHIN_MS = 60_000
const TIMEOUT = { skip: lackingPcscd(), timeout: 240_000 }

test(
  '[AG60] [AG61] a tag is told once as it comes, by its number, and none that lay there before or makes its number up',
  TIMEOUT,
  async () => {
    await using pcscd = await startPcscd({ reader: true })
    await using reader = watched(pcscd.socket)
    await reader.until(({ state }) => state === 'ready')

    const first = await pcscd.place('04a1b2c3d4e5f6')
    await reader.until(({ tags }) => tags.length === 1)
    await using late = watched(pcscd.socket)
    await late.until(({ state }) => state === 'ready')
    await first.take()
    const taken = (times: number) =>
      reader.until(({ lines }) => lines.filter((line) => line.includes('was taken')).length === times)
    await taken(1)

    const phone = await pcscd.place('08a1b2c3')
    await reader.until(({ lines }) => lines.some((line) => line.includes('as phones do')))
    await phone.take()
    await taken(2)

    const second = await pcscd.place('04b2c3d4')
    for (const one of [reader, late]) await one.until(({ tags }) => tags.at(-1) === '04b2c3d4')
    await second.take()
    assert.deepEqual(reader.heard.tags, ['04a1b2c3d4e5f6', '04b2c3d4'])
    assert.deepEqual(late.heard.tags, ['04b2c3d4'])
  },
)

test(
  '[AG62] [AG63] it says whether there is a service and a reader, and goes on by itself when they are there again',
  TIMEOUT,
  async () => {
    await using pcscd = await startPcscd({ reader: false })
    await using reader = watched(pcscd.socket)
    await reader.until(({ state }) => state === 'no-reader')
    await pcscd.restart({ reader: true })
    await reader.until(({ state }) => state === 'ready')
    await pcscd.end('SIGKILL')
    await reader.until(({ state }) => state === 'no-service')
    await pcscd.start()
    await reader.until(({ state }) => state === 'ready')
    const tag = await pcscd.place('04a1')
    await reader.until(({ tags }) => tags.length === 1)
    await tag.take()
    assert.deepEqual(reader.heard.tags, ['04a1'])
  },
)

interface Heard {
  state: ReaderState | null
  readonly tags: string[]
  readonly lines: string[]
}

function watched(path: string) {
  const heard: Heard = { state: null, tags: [], lines: [] }
  let hear = () => {}
  const log = logTo((line) => {
    heard.lines.push(line)
    hear()
  }, 'debug')
  const source = pcscReader({ clock: systemClock(), log, path })
  source.start({
    onTag(text) {
      heard.tags.push(text)
      hear()
    },
    onState(state) {
      heard.state = state
      hear()
    },
  })
  return {
    heard,
    async until(isThere: (heard: Heard) => boolean) {
      const late = AbortSignal.timeout(WITHIN_MS)
      while (!isThere(heard)) {
        const told = new Promise<void>((resolve) => (hear = resolve))
        await Promise.race([told, once(late, 'abort')])
        if (late.aborted && !isThere(heard)) throw new Error(`In vain: ${JSON.stringify(heard)}`)
      }
    },
    [Symbol.asyncDispose]: () => source[Symbol.asyncDispose](),
  }
}
