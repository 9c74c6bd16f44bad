// Tokens for programs, as OAuth writes them: the password and refresh grants, and the device grant of RFC 8628. The
// only routes that read forms beside JSON.
import {
  aboutEndpoints,
  BatonError,
  DEVICE_GRANT,
  SCOPES,
  type Scope,
  templateOf,
  tokenContract,
  tokenEndpoints,
} from '@baton/protocol'
import formbody from '@fastify/formbody'
import type { LinkPending, Tokens } from '#accounts'
import { addressOf, route } from '#doors/http'
import type { RestRoutes } from '../shared/rest-routes.ts'
import { arrivalOf } from './cookies.ts'

const PENDING: Readonly<Record<LinkPending, string>> = {
  authorization_pending: 'Nobody has approved yet.',
  slow_down: 'Ask less often: wait five seconds more than before.',
  expired_token: 'The code is unknown, used or too old. Begin again.',
  access_denied: 'Somebody said no.',
}

export const tokenRoutes: RestRoutes = ({ accounts }) =>
  async function routes(app) {
    await app.register(formbody, { bodyLimit: 16_384 })
    route(app, tokenContract.grant, async (request, reply) => {
      reply.header('cache-control', 'no-store')
      const { grant_type, username, password, refresh_token, device_code } = request.body
      switch (grant_type) {
        case 'password': {
          const login = { username: needed(username, 'username'), password: needed(password, 'password') }
          return tokenDocument(await accounts.passwordGrant(login, addressOf(request), arrivalOf(request)))
        }
        case 'refresh_token':
          return tokenDocument(await accounts.refreshGrant(needed(refresh_token, 'refresh_token')))
        case DEVICE_GRANT: {
          const found = await accounts.codes.poll(needed(device_code, 'device_code'))
          if (typeof found !== 'string') return tokenDocument(found)
          return reply.code(400).send({ error: found, error_description: PENDING[found] })
        }
        default:
          throw new BatonError('auth.unsupported-grant')
      }
    })

    route(app, tokenContract.revoke, async (request, reply) => {
      const token = needed(request.body.token ?? request.headers.authorization?.split(' ')[1], 'token')
      await accounts.revoke(token)
      return reply.code(204).send()
    })

    route(app, tokenContract.authorizeDevice, async (request, reply) => {
      reply.header('cache-control', 'no-store')
      const { client_name, client_id, client_kind, scope } = request.body
      const name = client_name ?? arrivalOf(request).name ?? client_id?.slice(0, 60) ?? 'A program'
      const asked = await accounts.codes.ask(name, scopesOf(scope), addressOf(request), client_kind)
      const page = `${request.ownAddress()}/#/link`
      return {
        device_code: asked.deviceCode,
        user_code: asked.userCode,
        verification_uri: page,
        verification_uri_complete: `${page}?code=${asked.userCode}`,
        expires_in: Math.floor(asked.expiresInMs / 1_000),
        interval: Math.ceil(asked.intervalMs / 1_000),
      }
    })

    route(app, tokenContract.metadata, async (request) => {
      const issuer = request.ownAddress()
      return {
        issuer,
        token_endpoint: issuer + templateOf(tokenEndpoints.grant),
        revocation_endpoint: issuer + templateOf(tokenEndpoints.revoke),
        device_authorization_endpoint: issuer + templateOf(tokenEndpoints.authorizeDevice),
        grant_types_supported: ['password', 'refresh_token', DEVICE_GRANT],
        response_types_supported: [],
        scopes_supported: SCOPES,
        token_endpoint_auth_methods_supported: ['none'],
        service_documentation: issuer + templateOf(aboutEndpoints.docs),
      }
    })
  }

function needed(value: string | undefined, name: string): string {
  if (!value) throw new BatonError('request.invalid', { needed: name })
  return value
}

function scopesOf(text: string): readonly Scope[] {
  const names = new Set(text.split(' ').filter((name) => name !== ''))
  const scopes = SCOPES.filter((scope) => names.delete(scope))
  if (names.size > 0 || scopes.length === 0) throw new BatonError('request.invalid', { scope: 'is unknown' })
  return scopes
}

function tokenDocument({ accessToken, refreshToken, expiresInMs, scopes }: Tokens) {
  return {
    access_token: accessToken,
    refresh_token: refreshToken,
    token_type: 'bearer' as const,
    expires_in: Math.floor(expiresInMs / 1_000),
    ...(scopes && { scope: scopes.join(' ') }),
  }
}
