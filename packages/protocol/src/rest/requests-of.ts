import type { RestRequest } from './request.ts'

/** How each command of a family is asked for over REST. */
export type RequestsOf<C extends { readonly type: string }> = {
  readonly [T in C['type']]: (command: Extract<C, { readonly type: T }>) => RestRequest
}
