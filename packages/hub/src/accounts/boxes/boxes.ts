import { BatonError, type HouseholdId, type SessionId } from '@baton/protocol'
import { dueFor, mayChangeHousehold, NO_LIMITS, type Principal, volumeFollowUp } from '#engine'
import type { Boxes } from '../api/accounts.ts'
import { mustBeOwner, removeUser } from '../people/people.ts'
import type { NewUser } from '../ports/accounts.ts'
import type { User } from '../ports/user.ts'
import type { SignInService } from '../sign-in/sign-in-service.ts'

/** More boxes than this no household has. */
export const MAX_BOXES = 50

export interface BoxParts {
  readonly signInService: SignInService
  readonly newBox: (name: string, householdId: HouseholdId) => NewUser
  /** The boxes of a household are others now. */
  readonly changed: (householdId: HouseholdId) => void
}

/** What is done with boxes by people: BX1 to BX5. */
export function boxes({ signInService, newBox, changed }: BoxParts): Boxes {
  const { store, clock, audit, consequences } = signInService

  const found = async (principal: Principal, sessionId: SessionId): Promise<User> => {
    const all = await store.boxesOf(principal.householdId)
    const box = all.find((one) => one.sessionId === sessionId)
    const user = box && (await store.user(box.userId))
    if (!user) throw new BatonError('device.not-found')
    return user
  }

  const mustHaveRoom = async (householdId: HouseholdId) => {
    const there = await store.boxesOf(householdId)
    if (there.length >= MAX_BOXES) throw new BatonError('device.limit', { limit: MAX_BOXES })
  }

  return {
    async mustBeWelcome(principal) {
      if (!mayChangeHousehold(principal)) throw new BatonError('auth.forbidden')
      await mustHaveRoom(principal.householdId)
    },

    async add(householdId, name, approvedBy) {
      await mustHaveRoom(householdId)
      const user = newBox(name, householdId)
      if ((await store.createUser(user)) !== 'created') throw new BatonError('hub.internal')
      changed(householdId)
      await audit.note({ kind: 'box.added', householdId, actorId: approvedBy, subjectId: user.userId })
      return user
    },

    async limit(owner, sessionId, maxVolume) {
      mustBeOwner(owner)
      const user = await found(owner, sessionId)
      const at = clock.wallMs()
      const limits = { ...NO_LIMITS, maxVolume }
      const due = [dueFor(user, volumeFollowUp(user, maxVolume), at)]
      const set = await store.setRole(user.householdId, user.userId, 'listener', limits, at, due)
      if (set !== 'changed') throw new BatonError('device.not-found')
      signInService.changed(user.userId, at)
      await consequences?.limitVolume(user, maxVolume)
    },

    async remove(principal, sessionId) {
      if (!mayChangeHousehold(principal)) throw new BatonError('auth.forbidden')
      const user = await found(principal, sessionId)
      await removeUser(signInService, user)
      changed(user.householdId)
      await audit.note({
        kind: 'box.removed',
        householdId: user.householdId,
        actorId: principal.userId,
        subjectId: user.userId,
      })
      await consequences?.retire(user)
    },
  }
}
