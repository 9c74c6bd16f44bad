import { type AuditEntry, BatonFailure, type Hub, type Me, type Member, type SignIn } from '@baton/client'
import type { UserId } from '@baton/protocol'
import { id } from './fake-music.ts'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS
const NO_LIMITS = { maxVolume: null, mayAddDevices: true }

/** People, sign-ins and what happened, as the scene wants them. */
export function fakeAccounts(
  scene: string,
  me: Me,
): Pick<
  Hub,
  | 'members'
  | 'addMember'
  | 'account'
  | 'people'
  | 'signIn'
  | 'signInWays'
  | 'signInByProxy'
  | 'resetPassword'
  | 'rename'
> {
  const refused = async (): Promise<never> => {
    throw new BatonFailure('client.offline')
  }
  const alexandra: Member = {
    userId: id(4, 2) as UserId,
    username: 'alexandra',
    roles: ['member'],
    limits: NO_LIMITS,
  }
  const jo: Member = {
    userId: id(4, 3) as UserId,
    username: 'jo',
    roles: ['listener'],
    limits: { maxVolume: 60, mayAddDevices: false },
  }
  const members: readonly Member[] = [me, alexandra, jo]
  return {
    members: async () => members,
    addMember: async ({ username, role = 'member' }) => ({
      userId: id(4, 9) as UserId,
      username,
      roles: [role],
      limits: NO_LIMITS,
    }),
    signIn: async () => {
      if (scene === 'signin-locked') throw new BatonFailure('limit.too-many', { retryAfterMs: 20_000 })
      throw new BatonFailure('auth.wrong-password')
    },
    signInWays: async () => {
      const isOffered = scene === 'signin-ways'
      const oidc = isOffered ? { name: 'id.example.org', url: '/sign-in/oidc' } : null
      return { password: true, proxy: isOffered, oidc }
    },
    signInByProxy: refused,
    resetPassword: async () => {
      throw new BatonFailure('auth.reset-link')
    },
    rename: async (username) => ({ ...me, username }),
    account: {
      changePassword: async () => {
        throw new BatonFailure('auth.wrong-password')
      },
      signIns: async () => signIns(),
      endSignIn: async () => {},
      endOtherSignIns: async () => 5,
      newKey: async ({ name }) => ({
        secret: 'pX2b7QmJ0vT5sKcW9aLrE4dHnG8yZuF1oBiMqCeR3tY',
        signIn: { ...signIn(9, 'key'), name },
      }),
      identities: async () => [],
      linkIdentity: refused,
      unlinkIdentity: refused,
      link: async (code) => {
        if (code.startsWith('X')) throw new BatonFailure('auth.code-not-found')
        return {
          userCode: 'BCDF-GHJK',
          kind: 'program',
          name: 'Kitchen radio',
          scopes: ['read', 'control'],
          network: 'local 3f9a1c02',
          createdAt: Date.now(),
          expiresAt: Date.now() + 12 * MINUTE_MS,
        }
      },
      decideLink: async () => {},
    },
    people: {
      change: async (userId, { role, maxVolume, mayAddDevices }) => {
        const former = members.find((one) => one.userId === userId) ?? me
        return {
          ...former,
          roles: role ? [role] : former.roles,
          limits: {
            maxVolume: maxVolume === undefined ? former.limits.maxVolume : maxVolume,
            mayAddDevices: mayAddDevices ?? former.limits.mayAddDevices,
          },
        }
      },
      remove: async () => {},
      resetCode: async () => ({
        code: 'q7Lw0bN5vT2sKcW9aLrE4dHnG8yZuF1oBiMqCeR3tYx',
        expiresAt: Date.now() + DAY_MS,
      }),
      signIns: async () => signIns().slice(1, 3),
      endSignIn: async () => {},
      audit: async ({ cursor } = {}) => ({
        items: scene === 'quiet' ? [] : entries(me.userId, alexandra.userId, jo.userId, cursor),
        nextCursor: scene === 'quiet' || cursor ? null : 'older',
      }),
    },
  }
}

function signIn(number: number, kind: SignIn['kind'], more: Partial<SignIn> = {}): SignIn {
  return {
    signInId: id(11, number),
    kind,
    name: null,
    deviceName: null,
    scopes: null,
    network: 'local 3f9a1c02',
    createdAt: Date.now() - 20 * DAY_MS,
    lastUsedAt: Date.now() - number * 47 * MINUTE_MS,
    expiresAt: Date.now() + 50 * DAY_MS,
    current: false,
    ...more,
  }
}

function signIns(): readonly SignIn[] {
  return [
    signIn(0, 'browser', { deviceName: 'Chrome on Linux', current: true, network: 'this-machine 9d01c4aa' }),
    signIn(1, 'browser', { deviceName: 'Bedroom phone' }),
    signIn(40, 'program', { name: 'baton agent', network: 'elsewhere 77ab10fe' }),
    signIn(90, 'linked', { name: 'Kitchen radio', scopes: ['read', 'control'], network: 'unknown 00000000' }),
    signIn(2, 'key', { name: 'Lights that follow the music', scopes: ['read'] }),
    signIn(200, 'app-password', {
      name: 'Car',
      scopes: ['read', 'control', 'library'],
      expiresAt: null,
    }),
  ]
}

function entries(
  owner: UserId,
  member: UserId,
  listener: UserId,
  cursor: string | undefined,
): readonly AuditEntry[] {
  const noted: readonly Partial<AuditEntry>[] = [
    { kind: 'link.approved', actorId: owner },
    { kind: 'sign-in.made', actorId: member, network: 'local 3f9a1c02' },
    { kind: 'sign-in.failed', subjectId: listener, network: 'elsewhere 77ab10fe', count: 14 },
    { kind: 'user.role-changed', actorId: owner, subjectId: listener },
    { kind: 'key.made', actorId: owner },
    { kind: 'proxy-header.ignored', network: 'elsewhere 1b2c3d4e' },
    { kind: 'password.reset-link', actorId: owner, subjectId: member },
    { kind: 'folder.added', actorId: owner },
    { kind: 'user.removed', actorId: owner, subjectId: id(4, 7) as UserId },
    { kind: 'owner.created', actorId: owner, subjectId: owner },
  ]
  const hours = cursor ? 400 : 1
  return noted.map((entry, index) => ({
    id: `${cursor ?? 'newest'} ${index}`,
    at: Date.now() - (hours + index * 5) * 60 * MINUTE_MS,
    kind: '',
    actorId: null,
    subjectId: null,
    signInId: null,
    network: null,
    count: 1,
    details: {},
    ...entry,
  }))
}
