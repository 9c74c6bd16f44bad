import type { BatonFailure } from '@baton/client'
import { Disc3, type LucideIcon, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { failureText } from '../strings/choose-failure-text.ts'
import { strings } from '../strings/strings.ts'
import { Button } from './button.tsx'

/** A page, or a part of one, that has nothing to show, and what to do about it. */
export function Empty(props: {
  readonly title: string
  readonly text?: string
  readonly icon?: LucideIcon
  readonly children?: ReactNode
}) {
  const Icon = props.icon ?? Disc3
  return (
    <div className="empty">
      <Icon aria-hidden />
      <h2>{props.title}</h2>
      {props.text && <p>{props.text}</p>}
      {props.children}
    </div>
  )
}

export function Failed({ failure, again }: { readonly failure: BatonFailure; readonly again: () => void }) {
  return (
    <div role="alert">
      <Empty title={strings.failure.title} text={failureText(failure)} icon={TriangleAlert}>
        {failure.retry !== 'no' && (
          <Button className="button" onPress={again}>
            {strings.connection.retry}
          </Button>
        )}
      </Empty>
    </div>
  )
}

/** Keeps the place of what is coming, so that nothing jumps when it is there. */
export function Waiting({ shape }: { readonly shape: 'grid' | 'list' | 'page' }) {
  const count = shape === 'grid' ? 12 : 8
  return (
    <div className={`waiting waiting-${shape}`} role="status" aria-label={strings.library.loading}>
      {Array.from({ length: count }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the places are all alike and never move
        <span key={index} className="waiting-place" />
      ))}
    </div>
  )
}
