import type { DeviceView } from '@baton/protocol'
import { useEffect, useRef } from 'react'
import { useFollowed } from '../hub/use-hub.ts'
import { strings } from '../strings/strings.ts'

/** What the player of a loudspeaker prints, as it comes: the end of it stays in sight. */
export function PlayerOutput({ device: { deviceId, name } }: { readonly device: DeviceView }) {
  const text = useFollowed(({ printed }) => printed[deviceId] ?? '')
  const box = useRef<HTMLPreElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: each new text is scrolled to
  useEffect(() => {
    box.current?.scrollTo({ top: box.current.scrollHeight })
  }, [text])
  return (
    <section className="gear-output" aria-label={strings.output.of(name)}>
      {text === '' ? (
        <p className="quiet">{strings.output.none}</p>
      ) : (
        // It scrolls, and so the keyboard has to reach it.
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls
        <pre ref={box} tabIndex={0}>
          {text}
        </pre>
      )}
    </section>
  )
}
