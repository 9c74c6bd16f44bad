import { z } from 'zod'
import { CommandBody, event } from '../command-body.ts'
import { contract, NOTHING } from '../contract.ts'
import { Me, Member } from './documents.ts'
import { accountEndpoints } from './endpoints.ts'
import { MAX_TOKEN_LENGTH, role } from './fields.ts'
import { password, username } from './username-password-rules.ts'

export const SignInBody = z.strictObject({ username, password, ...event })

const guessable = { access: 'open', scope: null, rate: 'signIn' } as const

/** The first owner, signing in and out, and the people of the household. */
export const accountContract = contract('account', accountEndpoints, {
  needsOwner: {
    summary: 'Is there an owner yet?',
    access: 'open',
    scope: null,
    rate: 'read',
    answer: z.object({ needsOwner: z.boolean() }),
  },
  createOwner: {
    summary: 'Become the owner, with the code of the set-up link',
    ...guessable,
    body: z.strictObject({ code: z.string().max(MAX_TOKEN_LENGTH), username, password, ...event }),
    answer: Me,
    status: 201,
  },
  signIn: { summary: 'Sign in with a cookie', ...guessable, body: SignInBody, answer: Me },
  signOut: {
    summary: 'End this sign-in',
    scope: 'control',
    rate: 'read',
    body: CommandBody.default({}),
    answer: NOTHING,
    status: 204,
  },
  me: { summary: 'Who is signed in', scope: 'read', rate: 'read', answer: Me },
  members: {
    summary: 'The people of the household',
    scope: 'admin',
    rate: 'read',
    answer: z.array(Member),
  },
  addMember: {
    summary: 'Add a person to the household',
    access: 'owner',
    scope: 'admin',
    rate: 'signIn',
    body: z.strictObject({ username, password, role: role.optional(), ...event }),
    answer: Member,
    status: 201,
  },
})
