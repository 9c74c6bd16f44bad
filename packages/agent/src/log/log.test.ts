import assert from 'node:assert/strict'
import { test } from 'node:test'
import { logsTo, logTo } from './log.ts'
import { redact } from './redact.ts'

const SECRET = 'q3rTz-8_kLmN0pQrStUvWxYz0123456789abcdefGHI'

test('[AG27] tickets, tokens and query strings are taken out, and the rest stays', () => {
  assert.equal(
    redact(`ffmpeg: http://hub:4040/media/tracks/7?token=${SECRET}&x=1: Server returned 403`),
    'ffmpeg: http://hub:4040/media/tracks/7?… Server returned 403',
  )
  assert.equal(redact(`Authorization: Bearer short`), 'Authorization: Bearer …')
  assert.equal(redact(`the secret ${SECRET} of it`), 'the secret … of it')
  assert.equal(redact('Is it there? Yes.'), 'Is it there? Yes.')
  assert.equal(redact('one\nline\u001b[31m'), 'one line [31m')
})

test('[AG27] every line of the log goes through it, and none is longer than 2,000 characters', () => {
  const lines: string[] = []
  const log = logTo(
    (line) => lines.push(line),
    'info',
    () => 0,
  )
  log.debug('not told')
  log.warn(`GET /events?cursor=${SECRET}`)
  log.error('o '.repeat(3_000))
  assert.equal(lines[0], '1970-01-01T00:00:00.000Z warn agent: GET /events?…\n')
  assert.equal(lines.length, 2)
  assert.ok((lines[1]?.length ?? 0) < 2_100)
})

test('[AG70] each channel is named in its lines, and may have a level of its own', () => {
  const lines: string[] = []
  const levels = { level: 'warn', channels: { player: 'debug', tags: 'silent' } } as const
  const { agent, player, tags } = logsTo(
    (line) => lines.push(line.slice(25)),
    levels,
    () => 0,
  )
  agent.info('not told')
  agent.warn('told')
  player.debug('told as well')
  tags.error('not told either')
  assert.deepEqual(lines, ['warn agent: told\n', 'debug player: told as well\n'])
})
