import assert from 'node:assert/strict'
import type { Principal } from '@baton/hub/engine'
import type { DevicePlayers, UserId } from '@baton/protocol'
import { EngineWorld, type Speaking } from './engine-world.ts'

/** Ada’s loudspeaker, and Ben, who lives there too. */
export interface Home extends AsyncDisposable {
  readonly world: EngineWorld
  readonly kitchen: Speaking
  readonly ada: Principal
  readonly ben: Principal
}

export const NOBODY = '00000000-0000-4000-8000-000000000000' as UserId
export const IDLE = { playState: 'stopped', on: null, reason: null }

export async function home(
  players: DevicePlayers = 'everybody',
  kind: 'agent' | 'browser' = 'agent',
): Promise<Home> {
  const world = await EngineWorld.open()
  const capabilities = kind === 'browser' ? { shareable: true } : {}
  const kitchen = await world.speaker('Kitchen', { kind, capabilities })
  const { me: ada, other: ben } = world
  await share({ world, kitchen }, players)
  return { world, kitchen, ada, ben, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() }
}

export function share(
  { world, kitchen: { deviceId } }: Pick<Home, 'world' | 'kitchen'>,
  players: DevicePlayers,
) {
  return world.done({ type: 'device.update', deviceId, players })
}

export async function seenBy({ world, kitchen }: Home, by: Principal) {
  return (await world.engine.devices(by)).find((one) => one.deviceId === kitchen.deviceId) ?? null
}

/** Null: it is its speaker now. */
export async function chosenBy({ world, kitchen: { deviceId } }: Home, by: Principal, takeOver?: true) {
  const receipt = await world.send({ type: 'session.choose-speaker', deviceId, takeOver }, { by })
  return receipt.outcome === 'rejected' ? receipt : null
}

/** All tracks on the kitchen’s loudspeaker. */
export async function playing(home: Home, by: Principal): Promise<void> {
  assert.equal(await chosenBy(home, by), null)
  await home.world.play(by)
}

export async function stand({ world }: Home, by: Principal) {
  const { playState, activeDeviceId: on, failover } = await world.session(by)
  return { playState, on, reason: failover?.reason ?? null }
}

/** What the loudspeaker says of the music of this listener. */
export async function says(
  { world, kitchen }: Home,
  of: Principal,
  event: 'silenced' | 'sounding',
  n: number,
) {
  const { speakerEpoch: epoch, current } = await world.session(of)
  const { deviceId } = kitchen
  const entryId = current?.entryId ?? null
  const said = { type: 'device.report', deviceId, n, epoch, event, entryId, positionMs: 1_000 } as const
  return world.send(said, { by: kitchen })
}

/** The loudspeaker is ready for the music that was offered to it. */
export async function takesOffer({ world, kitchen }: Home, of: Principal): Promise<void> {
  const { offer, speakerEpoch: epoch } = await world.session(of)
  assert.ok(offer)
  const { deviceId } = kitchen
  const { offerId } = offer
  await world.done(
    { type: 'device.report', deviceId, n: 1, epoch, event: 'ready', offerId, positionMs: 0 },
    { by: kitchen },
  )
}

export async function isAwaitedBy({ world, kitchen }: Home, by: Principal): Promise<boolean> {
  const { unsilenced } = await world.session(by)
  return unsilenced?.some(({ deviceId }) => deviceId === kitchen.deviceId) ?? false
}
