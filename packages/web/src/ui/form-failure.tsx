import type { BatonFailure, FailureCode } from '@baton/client'
import { useEffect, useState } from 'react'
import { failureText } from '../strings/choose-failure-text.ts'
import { strings } from '../strings/strings.ts'

const SECOND_MS = 1_000

/** Why a form was refused. Where the hub says how long to wait, the seconds run down, and are read out once. */
export function FormFailure(props: {
  readonly failure: BatonFailure | null
  /** What a code means in this form, where the catalogue's sentence is too general. */
  readonly meant?: Partial<Record<FailureCode, string>>
}) {
  const { failure, meant } = props
  const seconds = useSecondsLeft(failure)
  if (failure === null) return <p className="form-failure" role="alert" />
  const waitMs = waitOf(failure)
  if (waitMs === null) {
    return (
      <p className="form-failure" role="alert">
        {isTaken(failure) ? strings.account.nameTaken : (meant?.[failure.code] ?? failureText(failure))}
      </p>
    )
  }
  return (
    <p className="form-failure" role="alert">
      <span className="visually-hidden">{strings.ways.wait(Math.ceil(waitMs / SECOND_MS))}</span>
      <span aria-hidden="true">{seconds > 0 ? strings.ways.wait(seconds) : strings.ways.waited}</span>
    </p>
  )
}

function isTaken({ code, details }: BatonFailure): boolean {
  return code === 'request.invalid' && details?.username === 'is taken'
}

function useSecondsLeft(failure: BatonFailure | null): number {
  const [left, setLeft] = useState(0)
  useEffect(() => {
    const waitMs = failure && waitOf(failure)
    if (!waitMs) return
    const until = performance.now() + waitMs
    const tick = () => setLeft(Math.max(0, Math.ceil((until - performance.now()) / SECOND_MS)))
    tick()
    const timer = setInterval(tick, SECOND_MS)
    return () => clearInterval(timer)
  }, [failure])
  return left
}

function waitOf({ code, retryAfterMs }: BatonFailure): number | null {
  return code === 'limit.too-many' && retryAfterMs ? retryAfterMs : null
}
