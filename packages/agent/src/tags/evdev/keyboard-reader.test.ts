import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { systemClock } from '@baton/client'
import type { ReaderState } from '@baton/protocol'
import { logTo } from '../../log/log.ts'
import { findKeyboard } from './find-keyboard.ts'
import { keyboardReader } from './keyboard-reader.ts'
import { INPUT_EVENT_BYTES, typedTags } from './typed-tags.ts'

const [SYN, KEY, MSC] = [0, 1, 4]
const DROPPED = 3
const ENTER = 28
const PAD_ENTER = 96
/** Codes of keys as /usr/include/linux/input-event-codes.h has them. */
const KEYS: Readonly<Record<string, number>> = {
  ...Object.fromEntries([...'1234567890'].map((digit, place) => [digit, 2 + place])),
  ...{ a: 30, b: 48, c: 46, d: 32, e: 18, f: 33, h: 35, '-': 12, ' ': 57, shift: 42 },
}
const PAD: Readonly<Record<string, number>> = { 0: 82, 4: 75, 7: 71, 9: 73 }

test('[AG64] digits and Enter are a tag: ten decimal ones as a number of four bytes, all others as they are', () => {
  const { keyboard, tags } = typed()
  keyboard.types('0078361539')
  keyboard.types('04a1b2c3')
  keyboard.types('04-A1 b2')
  // Ten hexadecimal digits, and more than four bytes can hold.
  keyboard.types('04a1b2c3d4')
  keyboard.types('9999999999')
  keyboard.press(KEYS.shift ?? 0)
  for (const digit of '4790') keyboard.press(PAD[digit] ?? 0)
  keyboard.press(PAD_ENTER)
  assert.deepEqual(tags, ['04abb3c3', '04a1b2c3', '04a1b2', '04a1b2c3d4', '9999999999', '4790'])
})

test('[AG65] what a person types, what was lost in part, and Enter alone are no tags', () => {
  const { keyboard, tags } = typed()
  keyboard.press(ENTER)
  keyboard.types('beach')
  keyboard.types('04', { gapMs: 1_001 })
  keyboard.keys('12')
  keyboard.says(SYN, DROPPED, 0)
  keyboard.types('34')
  keyboard.keys('12')
  keyboard.waits(1_001)
  keyboard.types('aa01')
  keyboard.types('1'.repeat(65))
  keyboard.keeps(KEYS['7'] ?? 0)
  keyboard.types('bb02')
  assert.deepEqual(tags, ['aa01', '7bb02'])
})

test('[AG64] it may come in pieces of any length', () => {
  const { keyboard, bytes } = typed()
  keyboard.types('04a1')
  keyboard.types('04b2')
  const whole = Buffer.concat(bytes)
  for (const size of [1, 7, INPUT_EVENT_BYTES, INPUT_EVENT_BYTES + 1]) {
    const tags: string[] = []
    const take = typedTags((tag) => tags.push(tag))
    for (let at = 0; at < whole.length; at += size) take(whole.subarray(at, at + size))
    assert.deepEqual(tags, ['04a1', '04b2'])
  }
})

test('[AG66] it is found by a part of its name, and only the part of it that types', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'baton-inputs-'))
  try {
    const devices: readonly (readonly [string, string, string])[] = [
      ['event10', 'Sycreader USB Reader', '10000 7 ff800000 7ff febeffff f3cfffff ffffffff fffffffe'],
      ['event9', 'Sycreader USB Reader Consumer Control', '0 0 0 0'],
      ['event2', 'AT Keyboard', '402000000 3803078f800d001 feffffdfffefffff fffffffffffffffe'],
      ['mouse0', 'Sycreader', 'ffffffffffffffff'],
    ]
    for (const [event, name, keys] of devices) {
      for (const [file, text] of [
        ['name', name],
        ['capabilities/key', keys],
      ] as const) {
        const path = join(folder, event, 'device', file)
        await mkdir(dirname(path), { recursive: true })
        await writeFile(path, `${text}\n`)
      }
    }
    assert.equal(await findKeyboard('sycreader', folder), '/dev/input/event10')
    assert.equal(await findKeyboard('keyboard', folder), '/dev/input/event2')
    assert.equal(await findKeyboard('omnikey', folder), null)
    assert.equal(await findKeyboard('/dev/input/by-id/any', folder), '/dev/input/by-id/any')
    assert.equal(await findKeyboard('any', join(folder, 'nowhere')), null)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

test('[AG64] [AG67] it is read as a device is, and its state is told', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'baton-keyboard-'))
  try {
    const which = join(folder, 'event7')
    let hear = () => {}
    const states: ReaderState[] = []
    const tags: string[] = []
    await using source = keyboardReader({
      which,
      clock: systemClock(),
      log: logTo(() => {}, 'silent'),
    })
    source.start({
      onTag(text) {
        tags.push(text)
        hear()
      },
      onState(state) {
        states.push(state)
        hear()
      },
    })
    const until = async (isThere: () => boolean) => {
      while (!isThere()) await new Promise<void>((resolve) => (hear = resolve))
    }
    await until(() => states.at(-1) === 'no-reader')
    execFileSync('mkfifo', [which])
    await until(() => states.at(-1) === 'ready')
    const { keyboard, bytes } = typed()
    keyboard.types('0000000255')
    const writer = createWriteStream(which)
    await new Promise((resolve) => writer.end(Buffer.concat(bytes), () => resolve(null)))
    await until(() => tags.length === 1)
    assert.deepEqual(tags, ['000000ff'])
    await rm(which)
    await until(() => states.at(-1) === 'no-reader')
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

/** A keyboard that says what one says to Linux, with its events kept and their tags found. */
function typed() {
  const tags: string[] = []
  const bytes: Buffer[] = []
  const take = typedTags((tag) => tags.push(tag))
  let at = 1_790_000_000_000

  function says(type: number, code: number, value: number): void {
    const event = Buffer.alloc(INPUT_EVENT_BYTES)
    const half = (INPUT_EVENT_BYTES - 8) / 2
    event.writeUInt32LE(Math.floor(at / 1_000), 0)
    event.writeUInt32LE((at % 1_000) * 1_000, half)
    event.writeUInt16LE(type, 2 * half)
    event.writeUInt16LE(code, 2 * half + 2)
    event.writeInt32LE(value, 2 * half + 4)
    bytes.push(event)
    take(event)
  }
  function press(code: number): void {
    for (const value of [1, 0]) {
      says(MSC, 4, code)
      says(KEY, code, value)
      says(SYN, 0, 0)
    }
    at += 10
  }
  function keys(text: string, gapMs = 0): void {
    for (const digit of text.toLowerCase()) {
      press(KEYS[digit] ?? 0)
      at += gapMs
    }
  }
  const keyboard = {
    says,
    press,
    keys,
    types(text: string, { gapMs = 0 } = {}) {
      keys(text, gapMs)
      press(ENTER)
    },
    waits(ms: number) {
      at += ms
    },
    /** Held down: the kernel repeats it. */
    keeps(code: number) {
      says(KEY, code, 1)
      for (let i = 0; i < 3; i++) says(KEY, code, 2)
      says(KEY, code, 0)
    },
  }
  return { keyboard, bytes, tags }
}
