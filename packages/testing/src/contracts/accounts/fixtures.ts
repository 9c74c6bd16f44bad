import assert from 'node:assert/strict'
import { randomBytes, randomInt, randomUUID } from 'node:crypto'
import { after, before } from 'node:test'
import { type Accounts, accounts, type User } from '@baton/hub/accounts'
import type { Principal } from '@baton/hub/engine'
import { BatonError, type ErrorCode, type Scope } from '@baton/protocol'
import { VirtualClock } from '../../fakes/virtual-clock.ts'
import type { AccountStoreSetup } from './account-store.ts'

export const CHEAP = { memoryKiB: 64, passes: 1, parallelism: 1 }
export const KEY = randomBytes(32)
export const MINUTE_MS = 60_000
export const DAY_MS = 24 * 60 * MINUTE_MS
export const PASSWORD = 'a long password'
const READ: readonly Scope[] = ['read']

type Opened = Awaited<ReturnType<AccountStoreSetup['open']>>

/** A household with an owner, Ada, on a store of its own. Call it within `describe`: it is opened before the first test. */
export function accountWorld({ open }: AccountStoreSetup) {
  const world = {} as { opened: Opened; clock: VirtualClock; accounts: Accounts; ada: Principal }
  before(async () => {
    world.opened = await open()
    world.clock = new VirtualClock(Date.UTC(2026, 0, 1))
    world.accounts = worker()
    await world.accounts.createFirstOwner({ username: 'Ada', password: PASSWORD })
    world.ada = await signedIn('Ada')
  })
  after(async () => {
    await world.accounts[Symbol.asyncDispose]()
    await world.opened.close()
  })
  return Object.assign(world, { worker, signedIn, member, audited, until })

  /** Another worker of the same installation. */
  function worker(store = world.opened.store): Accounts {
    return accounts(store, world.clock, chance, { cost: CHEAP, key: KEY })
  }

  async function signedIn(username: string): Promise<Principal> {
    return (await world.accounts.signIn({ username, password: PASSWORD }, 'office')).principal
  }

  function member(role: 'owner' | 'member' | 'listener' = 'member'): Promise<User> {
    return world.accounts.createMember(world.ada, { username: randomUUID(), password: PASSWORD }, role)
  }

  async function audited() {
    return (await world.accounts.audit.page(world.ada, null, 100_000)).items
  }

  /** The question to the store is asked on the machine's own time. */
  async function until(holds: () => boolean): Promise<void> {
    for (let n = 0; n < 2_000 && !holds(); n++) {
      await world.clock.advance(2_000)
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    assert.ok(holds())
  }
}

export function key(name = 'Key', expiresInDays: number | null = null) {
  return { name, kind: 'key', scopes: READ, expiresInDays } as const
}

export async function refused(code: ErrorCode, work: Promise<unknown>): Promise<void> {
  await assert.rejects(work, (error) => {
    assert.ok(error instanceof BatonError, String(error))
    assert.equal(error.code, code)
    return true
  })
}

export const chance = {
  uuid: () => randomUUID(),
  seed: () => randomInt(2 ** 32),
  bytes: (length: number) => randomBytes(length),
}
