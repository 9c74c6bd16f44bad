import { UNSTABLE_ToastQueue as ToastQueue } from 'react-aria-components/Toast'
import { PLAIN_NOTICE_MS, UNDO_OFFERED_MS } from './undo-and-notice-times.ts'

export interface Notice {
  readonly text: string
  readonly tone: 'plain' | 'bad'
  readonly action?: { readonly label: string; readonly run: () => void }
}

export const notices = new ToastQueue<Notice>({ maxVisibleToasts: 2 })

export function notify(text: string, action?: Notice['action']): string {
  const notice: Notice = action ? { text, tone: 'plain', action } : { text, tone: 'plain' }
  return notices.add(notice, { timeout: action ? UNDO_OFFERED_MS : PLAIN_NOTICE_MS })
}

export function complain(text: string, action?: Notice['action']): string {
  const notice: Notice = action ? { text, tone: 'bad', action } : { text, tone: 'bad' }
  return notices.add(notice, { timeout: UNDO_OFFERED_MS })
}
