import { type Ask, isFailure, type Outcome } from '@baton/client'
import { useCallback } from 'react'
import { deviceChoice } from '../navigation/open-panels.ts'
import { failureText } from '../strings/failure-text.ts'
import { words } from '../strings/strings.ts'
import { complain } from '../ui/notices.ts'
import type { House } from './connected-hub.ts'
import { useHouse } from './use-hub.ts'

/**
 * Asks the hub for something on somebody's behalf. A refusal is shown with the catalogue's sentence and, where it may
 * help, a way to try again; the answer is null then.
 */
export function useAsk(): (ask: Ask) => Promise<Outcome | null> {
  const house = useHouse()
  return useCallback((ask: Ask) => askHub(house, ask), [house])
}

export async function askHub(house: House, ask: Ask): Promise<Outcome | null> {
  try {
    await house.settled()
    return await house.hub.send(ask)
  } catch (error) {
    showFailure(error, () => void askHub(house, ask))
    return null
  }
}

export function showFailure(error: unknown, again?: () => void): void {
  if (!isFailure(error)) throw error
  if (error.code === 'session.no-speaker') deviceChoice.set(true)
  const mayRepeat = again !== undefined && error.retry === 'later'
  complain(failureText(error), mayRepeat ? { label: words.toast.retry, run: again } : undefined)
}
