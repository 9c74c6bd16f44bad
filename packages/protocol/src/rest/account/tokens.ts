// Tokens for programs, as OAuth writes them. Bodies may be forms; fields that Baton has no use for are allowed.
import { z } from 'zod'
import { SCOPES } from '../../values/scope.ts'
import { DisplayName } from '../../values/text.ts'
import { contract, NOTHING } from '../contract.ts'
import { tokenEndpoints } from './endpoints.ts'
import { ClientKind, MAX_TOKEN_LENGTH } from './fields.ts'
import { MAX_PASSWORD_LENGTH, MAX_USERNAME_LENGTH } from './username-password-rules.ts'

export const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code'

export const Tokens = z.object({
  accessToken: z.string(),
  refreshToken: z.string(),
  tokenType: z.literal('bearer'),
  expiresIn: z.int(),
  scope: z.string().optional(),
})
export type Tokens = Readonly<z.infer<typeof Tokens>>

const OAuthRefusal = z
  .object({
    error: z.enum(['authorization_pending', 'slow_down', 'expired_token', 'access_denied']),
    errorDescription: z.string(),
  })
  .describe('How RFC 8628 says that there is no token yet, or that there will be none.')

export const tokenContract = contract('tokens', tokenEndpoints, {
  grant: {
    summary: 'Tokens for a program',
    description: `\`grant_type\` is \`password\`, \`refresh_token\` or \`${DEVICE_GRANT}\`.`,
    access: 'open',
    scope: null,
    rate: 'mint',
    body: z.object({
      grant_type: z.string().max(100).default('password'),
      username: z.string().max(MAX_USERNAME_LENGTH).optional(),
      password: z.string().max(MAX_PASSWORD_LENGTH).optional(),
      refresh_token: z.string().max(MAX_TOKEN_LENGTH).optional(),
      device_code: z.string().max(MAX_TOKEN_LENGTH).optional(),
    }),
    answer: Tokens,
    refusal: OAuthRefusal,
  },
  revoke: {
    summary: 'End the sign-in of a token',
    access: 'open',
    scope: null,
    rate: 'mint',
    body: z.object({ token: z.string().max(MAX_TOKEN_LENGTH).optional() }).default({}),
    answer: NOTHING,
    status: 204,
  },
  authorizeDevice: {
    summary: 'A short code with which somebody lets this program in',
    description: 'RFC 8628: show `user_code`, and ask `POST /token` every `interval` seconds.',
    access: 'open',
    scope: null,
    rate: 'signIn',
    body: z
      .object({
        client_id: z
          .string()
          .max(MAX_TOKEN_LENGTH)
          .optional()
          .describe('Taken for the name where there is none.'),
        client_kind: ClientKind.default('program').describe(
          '`box`: not a program of whoever approves, but a box of the household. See docs/protocol/boxes.md.',
        ),
        client_name: DisplayName.optional().describe('What the person is shown who is to approve.'),
        scope: z
          .string()
          .max(100)
          .default('read control')
          .describe(`Of ${SCOPES.join(', ')}, parted by blanks.`),
      })
      .default({ scope: 'read control', client_kind: 'program' }),
    answer: z.object({
      deviceCode: z.string(),
      userCode: z.string(),
      verificationUri: z.string(),
      verificationUriComplete: z.string(),
      expiresIn: z.int(),
      interval: z.int(),
    }),
  },
  metadata: {
    summary: 'What programs may ask for tokens with',
    access: 'open',
    scope: null,
    rate: 'read',
    answer: z.looseObject({}),
  },
})
