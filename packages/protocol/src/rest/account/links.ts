import { z } from 'zod'
import { CommandBody } from '../command-body.ts'
import { contract, NOTHING } from '../contract.ts'
import { Link } from './documents.ts'
import { linkEndpoints } from './endpoints.ts'

// Codes are short: the class bounds how many a person may try.
const known = {
  scope: null,
  rate: 'signIn',
  params: z.object({ user_code: z.string().max(20) }),
} as const
const decision = { ...known, body: CommandBody.default({}), answer: NOTHING, status: 204 } as const

/** A program without a keyboard shows a short code; somebody who is signed in looks at what asks, and decides. */
export const linkContract = contract('links', linkEndpoints, {
  read: { summary: 'What asks with this code', ...known, answer: Link },
  approve: { summary: 'Let it in, as yourself and within its scopes', ...decision },
  deny: { summary: 'Send it away', ...decision },
})
