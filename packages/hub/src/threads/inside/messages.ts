import type { ErrorCode, ErrorDetails } from '@baton/protocol'

/** What a thread can be asked, by name. What goes in and comes out is copied from one thread to the other. */
export type Questions = { readonly [name: string]: (...parameters: never[]) => unknown }

export interface Question {
  readonly number: number
  readonly name: string
  readonly parameters: readonly unknown[]
}

/** `failure` is a refusal with its code, `fault` a mistake in the program, as text. */
export type Answer = { readonly number: number } & (
  | { readonly value: unknown }
  | { readonly failure: { readonly code: ErrorCode; readonly details?: ErrorDetails | undefined } }
  | { readonly fault: string }
)

/** What the thread says without having been asked. */
export interface News {
  readonly news: unknown
}
