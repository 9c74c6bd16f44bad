/** What sort of failure it is; each door maps these few to its own numbers. */
export type ErrorKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not-found'
  | 'conflict'
  | 'too-large'
  | 'unsupported'
  | 'too-many'
  | 'unavailable'
  | 'internal'

/** May the same request be sent again? `no`: never as it is. `later`: unchanged, after a while. `after-change`: once what the message names has changed. */
export type Retry = 'no' | 'later' | 'after-change'

/** What people and programs read of one code. */
export type ErrorRow = { readonly kind: ErrorKind; readonly retry: Retry; readonly message: string }
