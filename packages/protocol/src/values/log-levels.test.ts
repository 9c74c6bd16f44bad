import assert from 'node:assert/strict'
import { test } from 'node:test'
import { logLevelsIn } from './log-levels.ts'

test('[O27] a level is for everything, and a channel may have another one', () => {
  const read = (text: string) => logLevelsIn(text, ['http', 'reports'])
  assert.deepEqual(read('warn'), { level: 'warn', channels: {} })
  assert.deepEqual(read('reports=debug, warn,http=silent'), {
    level: 'warn',
    channels: { reports: 'debug', http: 'silent' },
  })
  assert.deepEqual(read('reports=debug'), { level: 'info', channels: { reports: 'debug' } })
  for (const wrong of ['', 'all', 'warn,info', 'warn,', 'tags=debug', 'http=', 'http=debug=info'])
    assert.equal(read(wrong), null, wrong)
})
