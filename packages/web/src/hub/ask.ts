import { type Ask, isFailure, type Outcome } from '@baton/client'
import { useCallback } from 'react'
import { deviceChoice } from '../navigation/open-panels.ts'
import { failureText } from '../strings/choose-failure-text.ts'
import { strings } from '../strings/strings.ts'
import { complain } from '../ui/notices.ts'
import type { ConnectedHub } from './connected-hub.ts'
import { useHub } from './use-hub.ts'

/**
 * Asks the hub for something on somebody's behalf. A refusal is shown with the catalogue's sentence and, where it may
 * help, a way to try again; the answer is null then.
 */
export function useAsk(): (ask: Ask) => Promise<Outcome | null> {
  const connected = useHub()
  return useCallback((ask: Ask) => askHub(connected, ask), [connected])
}

/** `again`: what trying again does, where this is only the first step of something. */
export async function askHub(
  connected: ConnectedHub,
  ask: Ask,
  again: () => void = () => void askHub(connected, ask),
): Promise<Outcome | null> {
  try {
    await connected.settled()
    return await connected.hub.send(inShownSession(connected, ask))
  } catch (error) {
    showFailure(error, again)
    return null
  }
}

/** What is asked of a session is asked of the one that this window shows. Likes are a person's. */
export function inShownSession({ box }: ConnectedHub, ask: Ask): Ask {
  const isOfSession = /^(session|queue)\./.test(ask.type) && ask.type !== 'session.like'
  return box && isOfSession ? ({ sessionId: box.sessionId, ...ask } as Ask) : ask
}

export function showFailure(error: unknown, again?: () => void): void {
  if (!isFailure(error)) throw error
  if (error.code === 'session.no-speaker' || error.code === 'device.quiet') deviceChoice.set(true)
  const mayRepeat = again !== undefined && error.retry === 'later'
  complain(failureText(error), mayRepeat ? { label: strings.toast.retry, run: again } : undefined)
}
