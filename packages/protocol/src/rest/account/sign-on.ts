import { z } from 'zod'
import { CommandBody, event } from '../command-body.ts'
import { contract, NOTHING } from '../contract.ts'
import { Identity, Me, SignInWays } from './documents.ts'
import { signOnEndpoints } from './endpoints.ts'

const guessable = { access: 'open', scope: null, rate: 'signIn' } as const

/** Ways in beside the password: a proxy in front of the hub, and a provider of OpenID Connect. */
export const signOnContract = contract('account', signOnEndpoints, {
  ways: { summary: 'How one can sign in', access: 'open', scope: null, rate: 'read', answer: SignInWays },
  byProxy: {
    summary: 'Sign in as whom the proxy in front names',
    ...guessable,
    body: CommandBody.default({}),
    answer: Me,
  },
  begin: {
    summary: 'Go to the provider of single sign-on; for browsers',
    ...guessable,
    answer: NOTHING,
  },
  finish: { summary: 'Where the provider sends the browser back to', ...guessable, answer: NOTHING },
  link: {
    summary: 'Be known by single sign-on from now on: send the browser to `url`',
    scope: null,
    rate: 'signIn',
    body: CommandBody.default({}),
    answer: z.object({ url: z.string() }),
  },
  identities: {
    summary: 'The providers that you are known by',
    scope: null,
    rate: 'read',
    answer: z.array(Identity),
  },
  unlink: {
    summary: 'Be known by that provider no more',
    scope: null,
    rate: 'control',
    body: z.strictObject({ issuer: z.string().max(500), ...event }),
    answer: NOTHING,
    status: 204,
  },
})
