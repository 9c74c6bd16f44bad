import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { PROTOCOL_VERSION, wireSchemas } from './version.ts'

const HISTORY = new URL('../../../docs/protocol/history.md', import.meta.url)

test('the words on the wire are those of the newest line of the history', () => {
  const rows = [...readFileSync(HISTORY, 'utf8').matchAll(/^\| (\d+) \| `([0-9a-f]{12})` \| (.+) \|$/gm)]
  const versions = rows.map(([, version]) => Number(version))
  assert.deepEqual(
    versions,
    versions.map((_, i) => i + 1),
    'docs/protocol/history.md has one line for each version, in order',
  )
  const [, version, hash] = rows.at(-1) ?? []
  const present = createHash('sha256').update(JSON.stringify(wireSchemas())).digest('hex').slice(0, 12)
  assert.deepEqual(
    { version: Number(version), hash },
    { version: PROTOCOL_VERSION, hash: present },
    `The words on the wire have changed. Raise the version in packages/protocol/src/version.ts and write a line into docs/protocol/history.md: | ${PROTOCOL_VERSION + 1} | \`${present}\` | what changed |. As long as version 1 is not released, write the new hash into its line instead.`,
  )
})
