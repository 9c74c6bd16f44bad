import { store } from '@baton/client'

/**
 * Grows with every answer that asks for a sign-in: whoever is inside then is led to the door. A wrong password is
 * refused in the same way, but says only that something was typed wrongly.
 */
export const refusals = store(0)

export function watchedFetch(fetching: typeof fetch): typeof fetch {
  return async (input, init) => {
    const response = await fetching(input, init)
    if (response.status === 401 && !(await isWrongPassword(response.clone()))) {
      refusals.set(refusals.get() + 1)
    }
    return response
  }
}

async function isWrongPassword(response: Response): Promise<boolean> {
  const document: { error?: { code?: unknown } } | null = await response.json().catch(() => null)
  return document?.error?.code === 'auth.wrong-password'
}
