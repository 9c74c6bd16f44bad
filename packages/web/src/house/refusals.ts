import { store } from '@baton/client'

/** Grows with every answer that asks for a sign-in: whoever is inside then is led to the door. */
export const refusals = store(0)

export function watchedFetch(fetching: typeof fetch): typeof fetch {
  return async (input, init) => {
    const response = await fetching(input, init)
    if (response.status === 401) refusals.set(refusals.get() + 1)
    return response
  }
}
