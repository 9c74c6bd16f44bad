import { z } from 'zod'
import { SignInId, UserId } from '../../values/ids.ts'
import { CommandBody, event } from '../command-body.ts'
import { contract, NOTHING } from '../contract.ts'
import { Me, Member, ResetCode, SignIn } from './documents.ts'
import { peopleEndpoints } from './endpoints.ts'
import { MAX_TOKEN_LENGTH, role } from './fields.ts'
import { password, username } from './username-password-rules.ts'

const params = z.object({ id: UserId })
const own = { scope: null, rate: 'signIn' } as const
const owner = { access: 'owner', scope: 'admin', rate: 'control', params } as const

/** What is changed about people: by themselves, and by an owner. */
export const peopleContract = contract('people', peopleEndpoints, {
  rename: {
    summary: 'Take another name',
    ...own,
    body: z.strictObject({ username, ...event }),
    answer: Me,
  },
  changePassword: {
    summary: 'Take another password; every other sign-in of yours ends',
    ...own,
    body: z.strictObject({
      former: password.describe('The present password.'),
      password,
      ...event,
    }),
    answer: NOTHING,
    status: 204,
  },
  resetPassword: {
    summary: 'Set a password with the code of an owner',
    ...own,
    access: 'open',
    body: z.strictObject({ code: z.string().max(MAX_TOKEN_LENGTH), password, ...event }),
    answer: Me,
  },
  change: {
    summary: 'Change what a person may do',
    description: 'It holds at once: open streams of that person end and are opened anew.',
    ...owner,
    body: z.strictObject({
      role: role.optional(),
      max_volume: z.int().min(0).max(100).nullish().describe('Of a listener; null: as loud as devices do.'),
      may_add_devices: z.boolean().optional().describe('Of a listener.'),
      ...event,
    }),
    answer: Member,
  },
  remove: {
    summary: 'Remove a person, with devices, likes and history',
    ...owner,
    body: CommandBody.optional(),
    answer: NOTHING,
    status: 204,
  },
  resetCode: {
    summary: 'A one-time code with which a person sets a new password',
    ...owner,
    body: CommandBody.default({}),
    answer: ResetCode,
    status: 201,
  },
  signIns: {
    summary: 'Where a person is signed in',
    ...owner,
    rate: 'read',
    answer: z.array(SignIn),
  },
  endSignIn: {
    summary: 'End a sign-in of a person',
    ...owner,
    params: params.extend({ sign_in_id: SignInId }),
    body: CommandBody.optional(),
    answer: NOTHING,
    status: 204,
  },
})
