import { BatonError } from '@baton/protocol'
import type { Socket } from 'socket.io'
import type { Accounts } from '#accounts'
import { bearerIn, COOKIE, saysWhereItComesFrom } from '#doors/http'
import type { Principal } from '#engine'

type Cookies = (header: string) => Readonly<Record<string, string | undefined>>

/** Who asks: by a token in the handshake, else by one in a header, else by the cookie. Throws where nobody is signed in. */
export async function authenticate(
  socket: Socket,
  accounts: Accounts,
  parseCookies: Cookies,
): Promise<Principal> {
  const { auth, headers } = socket.handshake
  const inHandshake: unknown = auth.token
  const token =
    typeof inHandshake === 'string' && inHandshake !== '' ? inHandshake : bearerIn(headers.authorization)
  if (token !== null) {
    const principal = await accounts.authenticate('bearer', token)
    if (!principal) throw new BatonError('auth.wrong-token')
    return principal
  }
  const secret = headers.cookie === undefined ? undefined : parseCookies(headers.cookie)[COOKIE]
  const principal = secret ? await accounts.authenticate('cookie', secret) : null
  if (!principal) throw new BatonError('auth.required')
  // Another site's page can open a WebSocket with a visitor's cookie, and cannot read what a request is answered.
  if (socket.conn.transport.name === 'websocket' && !saysWhereItComesFrom({ headers })) {
    throw new BatonError('request.origin')
  }
  return principal
}
