import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as settled } from 'node:timers/promises'
import type { DeviceId, DevicePlayers, UserId } from '@baton/protocol'
import { calledAgents } from './called-agents.ts'

type Parts = Parameters<typeof calledAgents>[0]

const ADA = 'ada' as UserId
const KITCHEN = 'kitchen' as DeviceId

/** Who is told that somebody looks at Ada’s loudspeaker. */
async function toldOfLookBy(userId: string, players: DevicePlayers): Promise<readonly unknown[]> {
  const told: unknown[] = []
  const rows = [{ userId: ADA, view: { deviceId: KITCHEN, ownerId: ADA, players } }]
  const agents = calledAgents({
    store: { all: async () => rows },
    engine: { beacon: (...[, , , audience]: readonly unknown[]) => void told.push(audience) },
    chance: { bytes: (length: number) => new Uint8Array(length) },
    networks: [],
    onFailure: (error: unknown) => assert.fail(String(error)),
  } as unknown as Parts)
  agents.watched(
    { householdId: 'home', userId } as unknown as Parameters<typeof agents.watched>[0],
    KITCHEN,
    false,
  )
  await settled()
  return told
}

test('[PG4] [SD2] its loop hears of whoever looks at it: its owner, and others while it is shared', async () => {
  assert.deepEqual(await toldOfLookBy(ADA, 'owner'), [ADA])
  assert.deepEqual(await toldOfLookBy('ben', 'everybody'), [ADA])
  assert.deepEqual(await toldOfLookBy('ben', 'owner'), [])
})
