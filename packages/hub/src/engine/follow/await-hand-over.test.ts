import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Receipt } from '@baton/protocol'
import {
  type Accepted,
  DEAF_BELL,
  EngineHouse,
  type Offering,
  rest,
} from '../../../../testing/src/worlds/engine-world.ts'

const OFFER_MS = 2_000

describe('waiting for a hand-over', () => {
  const settled = async (house: EngineHouse, receipt: Accepted, meanwhile: () => Promise<unknown>) => {
    const waiting = house.engine.awaitHandOver(house.me, receipt)
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
    await using house = await EngineHouse.open()
    const { receipt, report, bath } = await house.offering()
    const answer = await settled(house, receipt, () => report('ready'))
    const session = await house.session()
    assert.ok(answer.outcome === 'accepted')
    assert.deepEqual([session.activeDeviceId, answer.revision], [bath.deviceId, session.revision])
    assert.equal(answer.commandId, receipt.commandId)
  })

  test('[C8] ends with the reason for which it was given up', async () => {
    for (const [code, meanwhile] of [
      ['handover.unconfirmed', async ({ house }) => house.clock.advance(OFFER_MS + 100)],
      ['device.needs-tap', async ({ report }) => report('blocked')],
      [
        'handover.superseded',
        async ({ house, kitchen }) =>
          house.done({ type: 'session.choose-speaker', deviceId: kitchen.deviceId }, { by: kitchen }),
      ],
      ['handover.superseded', async ({ house }) => house.done({ type: 'session.stop' })],
    ] as readonly [string, (world: Offering & { house: EngineHouse }) => Promise<unknown>][]) {
      await using house = await EngineHouse.open()
      const world = await house.offering()
      const answer = await settled(house, world.receipt, () => meanwhile({ ...world, house }))
      assert.equal(codeOf(answer), code)
    }
  })

  test('[C8] is not waited for where nothing was offered, or where it is over already', async () => {
    await using house = await EngineHouse.open()
    const kitchen = await house.speaker('Kitchen')
    const chosen = await house.done({ type: 'session.choose-speaker', deviceId: kitchen.deviceId })
    assert.deepEqual(await house.engine.awaitHandOver(house.me, chosen), chosen)
    const refused = await house.send({ type: 'session.play' })
    assert.deepEqual(await house.engine.awaitHandOver(house.me, refused), refused)
    await using second = await EngineHouse.open()
    const { receipt, report } = await second.offering()
    await report('ready')
    assert.equal((await second.engine.awaitHandOver(second.me, receipt)).outcome, 'accepted')
  })

  test('[C8] ends within a few seconds although the timer is late', async () => {
    await using house = await EngineHouse.open()
    const { receipt } = await house.offering()
    const away = await house.worker({ bell: DEAF_BELL, soleWorker: false })
    await house.engine.stop()
    house.household.failing = (sql) => /^(insert|update|delete)/i.test(sql)
    const waiting = away.awaitHandOver(house.me, receipt)
    await house.clock.advance(6_000)
    assert.equal(codeOf(await waiting), 'handover.unconfirmed')
    house.household.failing = () => false
  })
})

function codeOf(receipt: Receipt): string {
  return receipt.outcome === 'rejected' ? receipt.code : 'accepted'
}
