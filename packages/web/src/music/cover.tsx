import { useState } from 'react'
import { useHub } from '../hub/use-hub.ts'

export interface CoverProps {
  readonly coverId: string | null
  /** What it is the cover of: chooses the colour where there is no picture. */
  readonly of: string
  readonly size: 96 | 320 | 800
  readonly className?: string
  readonly eager?: boolean
}

/** A square picture, or a coloured tile in its place. Says nothing: the name always stands beside it. */
export function Cover({ coverId, of, size, className = '', eager = false }: CoverProps) {
  const { hub } = useHub()
  const [failed, setFailed] = useState<string | null>(null)
  if (coverId === null || failed === coverId) {
    return <span className={`cover cover-none ${className}`} data-hue={hueOf(of)} aria-hidden="true" />
  }
  const url = (width: 96 | 320 | 800) => hub.library.coverUrl(coverId, width)
  return (
    <span className={`cover ${className}`}>
      <img
        src={url(size)}
        srcSet={size === 800 ? undefined : `${url(size)} 1x, ${url(size === 96 ? 320 : 800)} 2x`}
        alt=""
        width={size}
        height={size}
        loading={eager ? 'eager' : 'lazy'}
        decoding="async"
        draggable={false}
        onError={() => setFailed(coverId)}
      />
    </span>
  )
}

/** The same name has the same colour everywhere. */
export function hueOf(text: string): number {
  let sum = 0
  for (const letter of text) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973
  return sum % 6
}
