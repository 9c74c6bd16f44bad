import { Check, Copy } from 'lucide-react'
import { type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { strings } from '../strings/strings.ts'
import { Button } from './button.tsx'

/** A text that somebody has to carry elsewhere. Where the page may not copy, the text is marked to be copied by hand. */
export function CopyText({ label, text }: { readonly label: string; readonly text: string }) {
  const field = useRef<HTMLInputElement>(null)
  const [came, setCame] = useState<'done' | 'failed' | null>(null)
  const copy = async () => {
    field.current?.select()
    setCame((await copied(text)) ? 'done' : 'failed')
  }
  return (
    <div className="copy-text">
      <input
        ref={field}
        className="input"
        aria-label={label}
        value={text}
        readOnly
        dir="ltr"
        onFocus={(event) => event.target.select()}
      />
      <Button className="button" onPress={() => void copy()}>
        {came === 'done' ? <Check aria-hidden /> : <Copy aria-hidden />}
        {came === 'done' ? strings.copy.done : strings.copy.verb}
      </Button>
      <p role="status" className={came === 'failed' ? 'quiet' : 'visually-hidden'}>
        {came && strings.copy[came]}
      </p>
    </div>
  )
}

/** A secret that was just made: it takes the focus, because nobody can look at it later. */
export function ShownOnce(props: {
  readonly title: string
  readonly text: string
  readonly secret: string
  readonly children?: ReactNode
}) {
  const heading = useRef<HTMLHeadingElement>(null)
  const id = useId()
  useEffect(() => heading.current?.focus(), [])
  return (
    <section className="made" aria-labelledby={id}>
      <h2 id={id} ref={heading} tabIndex={-1}>
        {props.title}
      </h2>
      <p>{props.text}</p>
      <CopyText label={props.title} text={props.secret} />
      {props.children}
    </section>
  )
}

/** Browsers give pages without TLS no clipboard, but let them copy what is marked. */
async function copied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return document.execCommand('copy')
  }
}
