import assert from 'node:assert/strict'
import { test } from 'node:test'
import { foldedCode, isWholeCode } from './link-code.ts'

test('[A30] small letters, blanks and dashes make no other code', () => {
  for (const typed of ['BCDF-GHJK', 'bcdfghjk', ' bcdf ghjk', 'b-c-d-f–GHJK']) {
    assert.equal(foldedCode(typed), 'BCDFGHJK')
    assert.ok(isWholeCode(typed))
  }
})

test('[A30] a code that is not whole is not asked for', () => {
  for (const typed of ['', 'BCDF', '1234-5678', 'BCDF-GHJK-L']) assert.ok(!isWholeCode(typed))
})
