import { type AnswerAt, type Asked, type KnownEndpoint, requestTo } from '@baton/protocol'
import type { Line } from './request.ts'

/** Asks the hub by the protocol's table of routes: what is not in it, or does not fit it, does not compile. */
export interface Calls {
  /** Reads; asks again for a while where the hub is away or busy. */
  read<E extends KnownEndpoint>(endpoint: E, ...asked: Given<Asked<E> & Reading>): Promise<AnswerAt<E>>
  /** One attempt: for what must not happen twice. */
  once<E extends KnownEndpoint>(endpoint: E, ...asked: Given<Asked<E> & Asking>): Promise<AnswerAt<E>>
}

interface Asking {
  /** False: it tells nobody that this device is there, since the hub answers it without looking which device asks. */
  readonly isContact?: boolean
  /** Its answer takes longer than others do. */
  readonly timeoutMs?: number
}

interface Reading extends Asking {
  readonly signal?: AbortSignal | undefined
}

/** May be left out where nothing has to be told. */
type Given<T> = Record<never, never> extends T ? [asked?: T] : [asked: T]

const READ_WITHIN_MS = 10_000

export function calls(line: Line): Calls {
  return {
    read: async (endpoint, ...[asked]) => {
      const { signal, isContact, ...rest } = (asked ?? {}) as Reading
      const request = {
        ...requestTo(endpoint, rest as never),
        signal,
        ...(isContact === false && { isContact }),
      }
      return (await line.patiently(request, READ_WITHIN_MS)) as never
    },
    once: async (endpoint, ...[asked]) => {
      const { isContact, timeoutMs, ...rest } = (asked ?? {}) as Asking
      const request = {
        ...requestTo(endpoint, rest as never),
        ...(isContact === false && { isContact }),
        ...(timeoutMs !== undefined && { timeoutMs }),
      }
      return (await line.once(request)) as never
    },
  }
}
