import assert from 'node:assert/strict'
import { test } from 'node:test'
import { contrast, leadingColour, type Rgb, TEXT_CONTRAST, type Tone, tonesOf } from './cover-colours.ts'

const picture = (...colours: readonly (readonly [Rgb, number])[]) =>
  colours.flatMap(([colour, count]) => Array.from({ length: count }, () => [...colour, 255]).flat())

const parsed = (hex: string): Rgb =>
  [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as never

const looks = {
  light: { ground: [250, 246, 241], inkSoft: [103, 88, 76] },
  dark: { ground: [22, 18, 15], inkSoft: [185, 169, 155] },
} as const

test('every colour keeps the contrast that people need, in the light and in the dark', () => {
  const parts = [0, 64, 128, 192, 255]
  for (const red of parts) {
    for (const green of parts) {
      for (const blue of parts) {
        const tones = tonesOf(picture([[red, green, blue], 400]))
        if (!tones) continue
        for (const look of ['light', 'dark'] as const) {
          const { accent, accentStrong, onAccent, glow }: Tone = tones[look]
          const { ground, inkSoft } = looks[look]
          const what: string = `${red},${green},${blue} ${look} ${JSON.stringify(tones[look])}`
          assert.ok(contrast(parsed(accent), ground) >= TEXT_CONTRAST, what)
          assert.ok(contrast(parsed(accent), parsed(glow)) >= TEXT_CONTRAST, what)
          assert.ok(contrast(parsed(onAccent), parsed(accent)) >= TEXT_CONTRAST, what)
          assert.ok(contrast(parsed(onAccent), parsed(accentStrong)) >= TEXT_CONTRAST, what)
          assert.ok(contrast(inkSoft, parsed(glow)) >= TEXT_CONTRAST, what)
        }
      }
    }
  }
})

test('a strong colour leads before much grey', () => {
  const [red, green, blue] = leadingColour(picture([[90, 90, 92], 900], [[200, 40, 30], 100])) ?? [0, 0, 0]
  assert.ok(red > 180 && green < 60 && blue < 60)
})

test('a picture without colour leaves the page as it is', () => {
  assert.equal(tonesOf(picture([[20, 20, 20], 300], [[240, 240, 238], 300])), null)
  assert.equal(tonesOf([]), null)
  assert.equal(tonesOf([200, 10, 10, 0]), null)
})

test('contrast is as the rule defines it', () => {
  assert.equal(contrast([255, 255, 255], [0, 0, 0]), 21)
  assert.equal(contrast([9, 9, 9], [9, 9, 9]), 1)
})
