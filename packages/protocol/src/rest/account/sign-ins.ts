import { z } from 'zod'
import { SignInId } from '../../values/ids.ts'
import { SCOPES } from '../../values/scope.ts'
import { DisplayName } from '../../values/text.ts'
import { CommandBody, event } from '../command-body.ts'
import { contract, NOTHING } from '../contract.ts'
import { NewKey, SignIn } from './documents.ts'
import { signInEndpoints } from './endpoints.ts'
import { scope } from './fields.ts'

const MAX_KEY_DAYS = 3_650

/** What a user is signed in with. Keys and app passwords are sign-ins too: they are listed and ended here. */
export const signInContract = contract('sign-ins', signInEndpoints, {
  list: { summary: 'Where you are signed in', scope: null, rate: 'read', answer: z.array(SignIn) },
  end: {
    summary: 'End one of your sign-ins',
    scope: null,
    rate: 'control',
    params: z.object({ sign_in_id: SignInId }),
    body: CommandBody.optional(),
    answer: NOTHING,
    status: 204,
  },
  endOthers: {
    summary: 'End all your sign-ins but this',
    scope: null,
    rate: 'signIn',
    body: CommandBody.default({}),
    answer: z.object({ ended: z.int() }),
  },
  newKey: {
    summary: 'A key, or a password for one app',
    description:
      'Both are used as a bearer token. An app password is also good in place of the password at `POST /token`. ' +
      'Its scopes say what it may ask; rules in docs/protocol/accounts.md.',
    scope: null,
    rate: 'signIn',
    body: z.strictObject({
      name: DisplayName,
      kind: z.enum(['key', 'app-password']).default('key'),
      scopes: z.array(scope).min(1).max(SCOPES.length).default(['read', 'control']),
      expires_in_days: z.int().min(1).max(MAX_KEY_DAYS).nullish().describe('Missing or null: never.'),
      ...event,
    }),
    answer: NewKey,
    status: 201,
  },
})
