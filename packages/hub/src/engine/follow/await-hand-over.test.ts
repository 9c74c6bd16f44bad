import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Receipt } from '@baton/protocol'
import {
  type Accepted,
  DEAF_BELL,
  EngineWorld,
  type Offering,
  rest,
} from '../../../../testing/src/worlds/engine-world.ts'

const OFFER_MS = 2_000

describe('waiting for a hand-over', () => {
  const settled = async (home: EngineWorld, receipt: Accepted, meanwhile: () => Promise<unknown>) => {
    const waiting = home.engine.awaitHandOver(home.me, receipt)
    let answered = false
    void waiting.then(() => {
      answered = true
    })
    await rest()
    assert.equal(answered, false, 'it was answered before anything was settled')
    await meanwhile()
    await rest()
    return waiting
  }

  test('[C8] ends with the commit', async () => {
    await using home = await EngineWorld.open()
    const { receipt, report, bath } = await home.offering()
    const answer = await settled(home, receipt, () => report('ready'))
    const session = await home.session()
    assert.ok(answer.outcome === 'accepted')
    assert.deepEqual([session.activeDeviceId, answer.revision], [bath.deviceId, session.revision])
    assert.equal(answer.commandId, receipt.commandId)
  })

  test('[C8] ends with the reason for which it was given up', async () => {
    for (const [code, meanwhile] of [
      ['handover.unconfirmed', async ({ home }) => home.clock.advance(OFFER_MS + 100)],
      ['device.needs-tap', async ({ report }) => report('blocked')],
      [
        'handover.superseded',
        async ({ home, kitchen }) =>
          home.done({ type: 'session.choose-speaker', deviceId: kitchen.deviceId }, { by: kitchen }),
      ],
      ['handover.superseded', async ({ home }) => home.done({ type: 'session.stop' })],
    ] as readonly [string, (world: Offering & { home: EngineWorld }) => Promise<unknown>][]) {
      await using home = await EngineWorld.open()
      const world = await home.offering()
      const answer = await settled(home, world.receipt, () => meanwhile({ ...world, home }))
      assert.equal(codeOf(answer), code)
    }
  })

  test('[C8] is not waited for where nothing was offered, or where it is over already', async () => {
    await using home = await EngineWorld.open()
    const kitchen = await home.speaker('Kitchen')
    const chosen = await home.done({ type: 'session.choose-speaker', deviceId: kitchen.deviceId })
    assert.deepEqual(await home.engine.awaitHandOver(home.me, chosen), chosen)
    const refused = await home.send({ type: 'session.play' })
    assert.deepEqual(await home.engine.awaitHandOver(home.me, refused), refused)
    await using second = await EngineWorld.open()
    const { receipt, report } = await second.offering()
    await report('ready')
    assert.equal((await second.engine.awaitHandOver(second.me, receipt)).outcome, 'accepted')
  })

  test('[C8] ends within a few seconds although the timer is late', async () => {
    await using home = await EngineWorld.open()
    const { receipt } = await home.offering()
    const away = await home.worker({ bell: DEAF_BELL, soleWorker: false })
    await home.engine.stop()
    home.household.failing = (sql) => /^(insert|update|delete)/i.test(sql)
    const waiting = away.awaitHandOver(home.me, receipt)
    await home.clock.advance(6_000)
    assert.equal(codeOf(await waiting), 'handover.unconfirmed')
    home.household.failing = () => false
  })
})

function codeOf(receipt: Receipt): string {
  return receipt.outcome === 'rejected' ? receipt.code : 'accepted'
}
