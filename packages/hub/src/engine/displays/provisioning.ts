import { BatonError, type DeviceId } from '@baton/protocol'
import type { BrokerBeside, Displays } from '../api/displays.ts'
import type { Chance, Clock } from '../ports/clock.ts'
import type { DisplayStore } from '../ports/displays.ts'
import { hashOf, newSecret, secretHash } from '../secrets/credential-secrets.ts'
import type { DisplayEngine } from './display-engine.ts'
import { ownDisplay } from './own-displays.ts'
import { newRegistrationCode, registrationCodeIn } from './registration-code.ts'

/** So long a code can be used. */
export const CODE_GOOD_MS = 15 * 60_000
/** So long after its registration a display can fetch its credentials. */
export const CREDENTIALS_WITHIN_MS = 15 * 60_000
/** So many displays may show a code at one time. */
const MAX_WAITING_DISPLAYS = 1_000
const CODE_ATTEMPTS = 5

export interface ProvisioningParts {
  readonly engine: DisplayEngine
  readonly store: DisplayStore
  readonly clock: Pick<Clock, 'wallMs'>
  readonly chance: Pick<Chance, 'uuid' | 'bytes'>
  /** Missing: the broker is the hub's own. */
  readonly beside?: Pick<BrokerBeside, 'seal' | 'settle'> | undefined
}

/** How a display gets an owner, and its owner's word a token. */
export function provisioning({
  engine,
  store,
  clock,
  chance,
  beside,
}: ProvisioningParts): Pick<Displays, 'provision' | 'register' | 'credentials' | 'rotate'> {
  const sealed = (playerKey: DeviceId, token: string) => beside?.seal(playerKey, token) ?? null
  return {
    async provision({ network, model, firmware, claim }) {
      const playerKey = chance.uuid() as DeviceId
      const now = clock.wallMs()
      const claimSecret = claim ? newSecret(chance) : null
      const claimHash = claimSecret === null ? null : hashOf(claimSecret)
      const expiresAt = now + CODE_GOOD_MS
      for (let attempt = 0; attempt < CODE_ATTEMPTS; attempt++) {
        const code = newRegistrationCode(chance)
        const provision = { playerKey, code, expiresAt, network, claimHash, model, firmware }
        const put = await store.putProvision(provision, now, MAX_WAITING_DISPLAYS)
        if (put === 'put') return { playerKey, code, expiresAt, claimSecret }
        if (put === 'full') break
      }
      throw new BatonError('hub.busy')
    },

    async register(owner, text, name) {
      if (owner.isBox) throw new BatonError('auth.forbidden')
      if (!owner.limits.mayAddDevices) throw new BatonError('device.not-allowed')
      const code = registrationCodeIn(text)
      const found = code === null ? null : await store.provisionByCode(code, clock.wallMs())
      if (!found) throw new BatonError('display.code')
      const { playerKey: deviceId, model, firmware } = found
      const added = { type: 'device.add-display', deviceId, name, model, firmware } as const
      const refused = await engine.tell(owner.householdId, owner, added)
      if (refused?.code === 'device.not-found') throw new BatonError('display.code')
      if (refused) throw new BatonError(refused.code, refused.details)
      if (!(await store.claim(deviceId, owner, clock.wallMs()))) {
        // Somebody else was faster, or the same person twice: the display of the first is there.
        const isOurs = (await store.standing([deviceId])).length > 0
        const remove = { type: 'device.remove', deviceId } as const
        if (!isOurs) await engine.tell(owner.householdId, owner, remove)
        throw new BatonError('display.code')
      }
      return ownDisplay(engine, owner, deviceId)
    },

    async credentials(playerKey, { network, secret }) {
      const waiting = await store.handOut(playerKey)
      const isInTime = waiting && clock.wallMs() - waiting.registeredAt <= CREDENTIALS_WITHIN_MS
      const isItself = waiting?.claimHash
        ? secret !== null && secretHash(secret) === waiting.claimHash
        : waiting?.network === network
      if (!isInTime || !isItself) throw new BatonError('display.no-credentials')
      const token = newSecret(chance)
      if (!(await store.putFirstToken(playerKey, hashOf(token), sealed(playerKey, token))))
        throw new BatonError('display.no-credentials')
      await beside?.settle(playerKey)
      return token
    },

    async rotate({ userId }, playerKey) {
      const token = newSecret(chance)
      if (!(await store.rotate(playerKey, userId, hashOf(token), sealed(playerKey, token))))
        throw new BatonError('device.not-found')
      await beside?.settle(playerKey)
      return token
    },
  }
}
