import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'

const OPTION = '--max-semi-space-size=8'

for (const [file, start] of [
  ['package.json', `"start": "exec node ${OPTION} packages/hub/src/main/bin.ts"`],
  ['deploy/Dockerfile', `ENTRYPOINT ["node", "${OPTION}", "packages/hub/src/main/bin.ts"`],
  ['deploy/systemd/baton@.service', `/node ${OPTION} packages/hub/src/main/bin.ts `],
  ['bench/servers/hub.ts', `'${OPTION}'`],
] as const) {
  test(`${file} starts the hub with a small young generation`, async () => {
    const text = await readFile(new URL(`../../../../../${file}`, import.meta.url), 'utf8')
    assert.ok(text.includes(start), `${file} does not say: ${start}`)
  })
}
