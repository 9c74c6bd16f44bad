import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hubAddress, isOnlyHere } from './hub-address.ts'

test('an address may be written without its scheme, and keeps nothing but scheme, name, port and path', () => {
  assert.equal(hubAddress('192.168.1.20:8420'), 'http://192.168.1.20:8420')
  assert.equal(hubAddress(' https://music.example/#/setup?code=secret '), 'https://music.example')
  assert.equal(hubAddress('example.org/baton/'), 'http://example.org/baton')
  assert.equal(hubAddress('https://example.org/baton/index.html#/queue'), 'https://example.org/baton')
  assert.equal(hubAddress('http://[fd00::1]:8420/'), 'http://[fd00::1]:8420')
})

test('what is no address of a web page is refused', () => {
  for (const text of ['', '   ', 'two words', 'ftp://music', 'javascript://x', 'http://', 'http://a b']) {
    assert.equal(hubAddress(text), null, text)
  }
})

test('nothing in an address can mean anything to a terminal', () => {
  for (const host of ['a;id', 'a$(id)', 'a`id`', 'a&id', "a'id", 'a(id)', 'a!id', 'a*']) {
    assert.equal(hubAddress(`http://${host}`), null, host)
  }
  assert.equal(hubAddress('http://hub_1.lan'), 'http://hub_1.lan')
})

test('an address of this computer itself is of no use to a phone', () => {
  assert.ok(isOnlyHere('http://localhost:8420'))
  assert.ok(isOnlyHere('http://127.0.0.1:8420'))
  assert.ok(isOnlyHere('http://[::1]:8420'))
  assert.ok(!isOnlyHere('http://192.168.1.20:8420'))
  assert.ok(!isOnlyHere('http://baton.local'))
})
