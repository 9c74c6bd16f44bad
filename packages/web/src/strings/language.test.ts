import assert from 'node:assert/strict'
import { test } from 'node:test'
import { languageOf, readLanguageChoice } from './language.ts'

test('the first language of the browser that the app speaks is used', () => {
  assert.equal(languageOf('system', ['fr-CA', 'de-AT', 'en-GB']), 'de')
  assert.equal(languageOf('system', ['EN-us', 'de']), 'en')
  assert.equal(languageOf('system', ['fr', 'toString', '']), 'en')
  assert.equal(languageOf('system', []), 'en')
})

test('a chosen language wins over the browser', () => {
  assert.equal(languageOf('de', ['en']), 'de')
})

test('what storage holds is no language unless the app speaks it', () => {
  const holding = (text: string | null) => ({ getItem: () => text }) as unknown as Storage
  assert.equal(readLanguageChoice(holding('de')), 'de')
  assert.equal(readLanguageChoice(holding('xx')), 'system')
  assert.equal(readLanguageChoice(holding('constructor')), 'system')
  assert.equal(readLanguageChoice(holding(null)), 'system')
  assert.equal(readLanguageChoice(null), 'system')
})
