import { BatonError } from '@baton/protocol'
import { hashOf, newSecret, randomLetters, secretHash } from '#engine'
import type { Boxes, DeviceCodes } from '../api/accounts.ts'
import type { DeviceCode } from '../ports/device-codes.ts'
import type { SignInService } from '../sign-in/sign-in-service.ts'
import { aboutSelf } from './sign-ins-and-keys.ts'

/** No vowels, so that no word comes out; no letter that is taken for another. */
const LETTERS = 'BCDFGHJKLMNPQRSTVWXZ'
const CODE_LENGTH = 8
const GOOD_FOR_MS = 15 * 60_000
const POLL_EVERY_MS = 5_000
/** Programs that wait at once, of everybody. */
const MAX_WAITING = 200

export function deviceCodes(signInService: SignInService, boxes: Boxes): DeviceCodes {
  const { store, clock, chance, audit } = signInService

  const pending = async (typed: string): Promise<DeviceCode> => {
    const found = await store.deviceCodeByUserCode(folded(typed))
    if (found?.verdict !== 'pending' || found.expiresAt <= clock.wallMs())
      throw new BatonError('auth.code-not-found')
    return found
  }

  return {
    async ask(name, scopes, address, kind = 'program') {
      const deviceCode = newSecret(chance)
      const at = clock.wallMs()
      const code: DeviceCode = {
        codeHash: hashOf(deviceCode),
        userCode: randomLetters(LETTERS, CODE_LENGTH, chance),
        name,
        kind,
        scopes,
        network: audit.networkOf(address),
        createdAt: at,
        expiresAt: at + GOOD_FOR_MS,
        polledAt: 0,
        intervalMs: POLL_EVERY_MS,
        verdict: 'pending',
        userId: null,
      }
      if (!(await store.putDeviceCode(code, MAX_WAITING))) throw new BatonError('hub.busy')
      return {
        deviceCode,
        userCode: shown(code.userCode),
        expiresInMs: GOOD_FOR_MS,
        intervalMs: POLL_EVERY_MS,
      }
    },

    async poll(deviceCode) {
      const hash = secretHash(deviceCode)
      const code = hash ? await store.deviceCode(hash) : null
      const at = clock.wallMs()
      if (!code || code.expiresAt <= at) return 'expired_token'
      if (code.verdict === 'denied') return 'access_denied'
      const isEarly = at - code.polledAt < code.intervalMs
      if (isEarly || code.verdict === 'pending') {
        const intervalMs = isEarly ? code.intervalMs + POLL_EVERY_MS : code.intervalMs
        await store.notePoll(code.codeHash, at, Math.min(intervalMs, GOOD_FOR_MS))
        return isEarly ? 'slow_down' : 'authorization_pending'
      }
      const user = code.userId && (await store.user(code.userId))
      if (!user || !(await store.takeDeviceCode(code.codeHash))) return 'expired_token'
      const { name, scopes } = code
      const whose = code.kind === 'box' ? await boxes.add(user.householdId, name, user.userId) : user
      return signInService.tokensFor(whose, { kind: 'linked', address: '', name, scopes })
    },

    async view(_principal, typed) {
      const code = await pending(typed)
      const { kind, name, scopes, network, createdAt, expiresAt } = code
      return { userCode: shown(code.userCode), kind, name, scopes, network, createdAt, expiresAt }
    },

    async decide(principal, typed, verdict) {
      const code = await pending(typed)
      if (code.kind === 'box' && verdict === 'approved') await boxes.mustBeWelcome(principal)
      if (!(await store.decideDeviceCode(code.userCode, principal.userId, verdict, clock.wallMs())))
        throw new BatonError('auth.code-not-found')
      await audit.note({
        kind: verdict === 'approved' ? 'link.approved' : 'link.denied',
        ...aboutSelf(principal),
        network: code.network,
        details: { scopes: code.scopes.join(' ') },
      })
    },

    async letOwnProgramIn(householdId, typed) {
      const code = await pending(typed)
      const owners = (await store.usersOf(householdId)).filter(({ roles }) => roles.includes('owner'))
      const owner = owners.toSorted((a, b) => a.createdAt - b.createdAt)[0]
      if (!owner || !(await store.decideDeviceCode(code.userCode, owner.userId, 'approved', clock.wallMs())))
        throw new BatonError('auth.code-not-found')
      await audit.note({
        kind: 'link.approved',
        householdId,
        actorId: null,
        subjectId: owner.userId,
        details: { scopes: code.scopes.join(' ') },
      })
    },
  }
}

function shown(code: string): string {
  return `${code.slice(0, 4)}-${code.slice(4)}`
}

/** As people type it: small letters, blanks, dashes or none. */
function folded(typed: string): string {
  return typed.toUpperCase().replace(/[^A-Z]/g, '')
}
