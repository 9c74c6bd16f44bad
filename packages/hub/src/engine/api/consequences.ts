import type { DeviceId } from '@baton/protocol'
import type { Principal } from './principal.ts'

export type Person = Pick<Principal, 'householdId' | 'userId' | 'sessionId'>

/**
 * What a change of an account means for the session, the devices and the playlists. The account's own transaction has
 * written it as due work: this carries it out at once, and where nobody does any worker will a moment later.
 */
export interface Consequences {
  /** The sign-in is over: the device behind it gives up the right to sound, which ends its tickets. */
  leave(leaving: Person & Pick<Principal, 'deviceId'>): Promise<void>

  /**
   * How loud this user's music may get from now on, whoever turns it up; null: as loud as devices do. What a later
   * change has overtaken has no effect.
   */
  limitVolume(person: Person, maxVolume: number | null): Promise<void>

  /** The person is called something else: what shows for whom it plays shows that. */
  tellName(person: Person): Promise<void>

  /** The person is no member any more: its devices and private playlists go, and the right to sound, whosever device has it. */
  retire(person: Person): Promise<void>

  /** Who is told, from now on, which sign-in speaks for which device. */
  keepBindings(bindings: DeviceBindings): void
}

/** Which sign-in speaks for which device. Saying the same again changes nothing. */
export interface DeviceBindings {
  /** From now on the hub knows from every secret of this sign-in which device speaks. Answers with who speaks then. */
  bindDevice(principal: Principal, deviceId: DeviceId): Promise<Principal>
  /** The device is gone: sign-ins that were bound to it are not any more. */
  unbindDevice(principal: Principal, deviceId: DeviceId): Promise<void>
}
