// How a display comes to its owner: it shows a code until somebody has used it, and fetches its token with a secret of its
// own, wherever it asks from. Rules DI1 to DI4 in docs/protocol/displays.md.
import type { Clock } from '@baton/client'
import type { HubCalls } from './hub-calls.ts'
import type { Identity, Kept, Registered } from './outside.ts'
import { pause, pauses } from './pause.ts'
import { HubAway } from './refusal.ts'

const CODE_GOOD_MS = 15 * 60_000
const LOOKS_EVERY_MS = 2_500
const FIRST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 30_000

export type Provisioned = Extract<Identity, { kind: 'provisioned' }>

export interface BecomeRegisteredParts {
  readonly hub: Pick<HubCalls, 'ask'>
  readonly kept: Pick<Kept, 'writeIdentity'>
  readonly clock: Clock
  readonly chance: () => number
  readonly model: string
  readonly firmware: string
  /** The code of before, where there is one that may still be good. */
  readonly waiting: Provisioned | null
  /** Null: there is no code yet, since the hub is away. */
  readonly show: (code: Provisioned | null) => void
  readonly signal: AbortSignal
}

/** A code that nobody used is followed by another. Null: the signal aborted. */
export async function becomeRegistered(parts: BecomeRegisteredParts): Promise<Registered | null> {
  const { kept, clock, show, signal } = parts
  const isGood = parts.waiting !== null && clock.wall() < parts.waiting.goodUntil
  let waiting = isGood ? parts.waiting : null
  while (!signal.aborted) {
    if (waiting === null) {
      show(null)
      waiting = await provisioned(parts)
      if (waiting === null) return null
      await kept.writeIdentity(waiting)
    }
    show(waiting)
    const given = await fetched(parts, waiting)
    if (given !== null) {
      // The token is told this once.
      await kept.writeIdentity(given)
      return given
    }
    waiting = null
  }
  return null
}

async function provisioned(parts: BecomeRegisteredParts): Promise<Provisioned | null> {
  const { hub, clock, chance, model, firmware, signal } = parts
  const body = { device_model: model, firmware_version: firmware, claim: true }
  const waits = pauses(FIRST_PAUSE_MS, LONGEST_PAUSE_MS, chance)
  while (!signal.aborted) {
    const answer = await quietly(hub.ask('POST', '/api/player/provision', { body }))
    if (answer?.status === 201) {
      const { player_key, registration_code, claim_secret, https_api } = answer.json
      const { base_url } = (https_api ?? {}) as { readonly base_url?: unknown }
      const code = String(registration_code)
      return {
        kind: 'provisioned',
        playerKey: String(player_key),
        code,
        claimSecret: String(claim_secret),
        claimUrl: `${String(base_url).replace(/\/$/, '')}/#/devices?display=${encodeURIComponent(code)}`,
        goodUntil: clock.wall() + CODE_GOOD_MS,
      }
    }
    await pause(clock, waits.next(), signal)
  }
  return null
}

/** Null: the code is too old, or the signal aborted. */
async function fetched(
  { hub, clock, chance, signal }: BecomeRegisteredParts,
  { playerKey, claimSecret, goodUntil }: Provisioned,
): Promise<Registered | null> {
  const until = clock.now() + CODE_GOOD_MS
  const waits = pauses(LOOKS_EVERY_MS, LONGEST_PAUSE_MS, chance)
  while (!signal.aborted) {
    // Looked at before the hub is asked: whoever used the code in its last moment is still found.
    const isOver = clock.wall() >= goodUntil || clock.now() >= until
    const answer = await quietly(
      hub.ask('GET', `/api/player/${playerKey}/credentials`, { token: claimSecret }),
    )
    if (answer?.status === 200 && typeof answer.json.api_token === 'string') {
      return { kind: 'registered', playerKey, apiToken: answer.json.api_token }
    }
    if (isOver) return null
    if (answer?.status === 404) waits.reset()
    await pause(clock, answer?.status === 404 ? LOOKS_EVERY_MS : waits.next(), signal)
  }
  return null
}

/** Null: the hub is away. */
function quietly<T>(asked: Promise<T>): Promise<T | null> {
  return asked.catch((error: unknown) => {
    if (error instanceof HubAway) return null
    throw error
  })
}
