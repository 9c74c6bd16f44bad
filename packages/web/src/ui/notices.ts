import { UNSTABLE_ToastQueue as ToastQueue } from 'react-aria-components/Toast'

export interface Notice {
  readonly text: string
  readonly tone: 'plain' | 'bad'
  readonly action?: { readonly label: string; readonly run: () => void }
}

const PLAIN_MS = 5_000
/** Whoever may undo or repeat something needs time to read, find the button and reach it. */
const ACTION_MS = 10_000

export const notices = new ToastQueue<Notice>({ maxVisibleToasts: 2 })

export function notify(text: string, action?: Notice['action']): string {
  const notice: Notice = action ? { text, tone: 'plain', action } : { text, tone: 'plain' }
  return notices.add(notice, { timeout: action ? ACTION_MS : PLAIN_MS })
}

export function complain(text: string, action?: Notice['action']): string {
  const notice: Notice = action ? { text, tone: 'bad', action } : { text, tone: 'bad' }
  return notices.add(notice, { timeout: ACTION_MS })
}
