import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { serveHub } from '@baton/testing/worlds/http-world'

const WALK = fileURLToPath(new URL('../../../../testing/src/sockets/walk_reference.py', import.meta.url))
const TRACKS = [1, 2, 3, 4].map((n) => ({ name: `${n}.flac`, durationMs: 180_000 }))

for (const transport of ['websocket', 'polling']) {
  test(`[SO18] the reference, walked by Debian's python3-socketio, by ${transport}`, async () => {
    await using hub = await serveHub({ tracks: TRACKS })
    const { token } = await hub.program('Kitchen')
    const args = [WALK, hub.baseUrl, token, transport, ...hub.trackIds]
    const { stdout } = await promisify(execFile)('/usr/bin/python3', args, { timeout: 180_000 })
    assert.match(stdout, /^walked$/m)
    assert.ok(stdout.split('\n').filter((line) => line.startsWith('ok ')).length >= 33, stdout)
    assert.deepEqual(hub.failures, [])
  })
}
