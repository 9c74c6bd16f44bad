// Accounts as everybody outside of the hub sees them.
import { z } from 'zod'
import type { Page } from '../../library/library.ts'
import { DeviceId, HouseholdId, SessionId, SignInId, UserId } from '../../values/ids.ts'
import type { Scope } from '../../values/scope.ts'
import { Instant } from '../../values/timeline.ts'
import { ClientKind, role, scope } from './fields.ts'

/** Nobody changes the list of what somebody may do. */
const Scopes = z.array(scope) as z.ZodType<readonly Scope[]>

/** What an owner may hold a listener to; nobody else has limits. `maxVolume` null: as loud as the devices get. */
export const Limits = z
  .object({ maxVolume: z.int().nullable(), mayAddDevices: z.boolean() })
  .describe('What a listener is held to.')
export type Limits = Readonly<z.infer<typeof Limits>>

/** Somebody of the household. */
export const Member = z.object({
  userId: UserId,
  username: z.string(),
  roles: z.array(role),
  limits: Limits,
})
export type Member = Readonly<z.infer<typeof Member>>

/** Who is signed in. */
export const Me = Member.extend({
  sessionId: SessionId,
  householdId: HouseholdId,
  scopes: Scopes.nullable().describe('Null: everything that the user may do.'),
  deviceId: DeviceId.nullable(),
})
export type Me = Readonly<z.infer<typeof Me>>

/** One stay of one client. Keys and app passwords are sign-ins too. */
export const SignIn = z.object({
  signInId: SignInId,
  kind: z.enum(['browser', 'program', 'app-password', 'key', 'linked']),
  name: z.string().nullable(),
  deviceName: z.string().nullable(),
  /** Null: everything that the person may do. */
  scopes: Scopes.nullable(),
  network: z
    .string()
    .describe(
      'Where it began: `this-machine`, `local`, `elsewhere` or `unknown`, and a mark instead of the address.',
    ),
  createdAt: Instant,
  lastUsedAt: Instant.describe('At most ten minutes late.'),
  expiresAt: Instant.nullable(),
  /** The one that asks. */
  current: z.boolean(),
})
export type SignIn = Readonly<z.infer<typeof SignIn>>

/** A key or an app password that was made just now. */
export const NewKey = z.object({
  secret: z.string().describe('Shown this once.'),
  signIn: SignIn,
})
export type NewKey = Readonly<z.infer<typeof NewKey>>

/** A program that asks to be let in by its short code. */
export const Link = z.object({
  userCode: z.string(),
  /** `box`: let in, it is a box of the household, and nobody's program. */
  kind: ClientKind,
  name: z.string(),
  scopes: Scopes,
  network: z.string(),
  createdAt: Instant,
  expiresAt: Instant,
})
export type Link = Readonly<z.infer<typeof Link>>

/** How one can sign in beside the password. */
export const SignInWays = z.object({
  password: z.literal(true),
  proxy: z.boolean().describe('`POST /signin/proxy` signs in whom the proxy in front has let through.'),
  oidc: z.object({ name: z.string(), url: z.string() }).nullable().describe('Send the browser to `url`.'),
})
export type SignInWays = Readonly<z.infer<typeof SignInWays>>

/** A provider of single sign-on that one is known by. */
export const Identity = z.object({ issuer: z.string(), at: z.int() })
export type Identity = Readonly<z.infer<typeof Identity>>

/** A code with which a person sets a new password, once. */
export const ResetCode = z.object({
  code: z.string().describe('For `POST /password-reset`, once.'),
  expiresAt: Instant,
})
export type ResetCode = Readonly<z.infer<typeof ResetCode>>

/** Something that happened to accounts. People stand there by their ids. */
export const AuditEntry = z.object({
  id: z.string(),
  at: Instant,
  kind: z.string(),
  actorId: UserId.nullable(),
  subjectId: UserId.nullable(),
  signInId: z.string().nullable(),
  network: z.string().nullable(),
  count: z.int(),
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
})
export type AuditEntry = Readonly<z.infer<typeof AuditEntry>>

export const AuditPage = z.object({ items: z.array(AuditEntry), nextCursor: z.string().nullable() })
export type AuditPage = Page<AuditEntry>
