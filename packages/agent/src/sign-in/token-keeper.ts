import { BatonFailure, type Clock, type Store, store } from '@baton/client'
import type { Credential } from '../state/credential.ts'
import type { TokenDesk } from './ask-for-tokens.ts'

export interface TokenKeeperOptions {
  readonly credential: Credential
  /** Called before a new one is used: a refresh token counts once. */
  readonly keep: (credential: Credential) => void
  readonly desk: TokenDesk
  readonly clock: Clock
}

export interface TokenKeeper {
  /** One that is good for a while. */
  token(): Promise<string>
  /** The hub does not take the present one, whatever the clock says. */
  distrust(): void
  /** The hub has ended this sign-in. */
  readonly ended: Store<boolean>
}

/** Renewed when less than this is left. */
const LEFT_MS = 120_000

export function tokenKeeper({ credential, keep, desk, clock }: TokenKeeperOptions): TokenKeeper {
  const ended = store(false)
  let present = credential
  let trusted = true
  let renewing: Promise<string> | null = null

  async function renew(): Promise<string> {
    const answer = await desk.tokens({ grant_type: 'refresh_token', refresh_token: present.refreshToken })
    if (answer.kind === 'nothing') throw new BatonFailure('client.offline')
    if (answer.kind === 'refused') {
      if (answer.why === 'auth.wrong-token') ended.set(true)
      throw new BatonFailure('auth.wrong-token')
    }
    const { accessToken, refreshToken, expiresIn } = answer.value
    present = { ...present, accessToken, refreshToken, accessUntil: clock.wall() + expiresIn * 1_000 }
    keep(present)
    trusted = true
    return accessToken
  }

  return {
    ended,
    distrust: () => {
      trusted = false
    },
    async token() {
      if (ended.get()) throw new BatonFailure('auth.wrong-token')
      if (trusted && present.accessUntil - clock.wall() > LEFT_MS) return present.accessToken
      renewing ??= renew().finally(() => {
        renewing = null
      })
      return renewing
    },
  }
}
