import type { SignIn } from '@baton/client'
import { useRef, useState } from 'react'
import { type Loaded, useRead } from '../hub/use-read.ts'

/** A list of sign-ins that can be read anew; meanwhile the former one stays. */
export function useSignIns(
  whose: string,
  read: () => Promise<readonly SignIn[]>,
): { readonly loaded: Loaded<readonly SignIn[]>; readonly again: () => void } {
  const [version, setVersion] = useState(0)
  const loaded = useRead(`sign-ins ${whose} ${version}`, read)
  const latest = useRef<readonly SignIn[] | null>(null)
  if (loaded.phase === 'ready') latest.current = loaded.value
  const former = latest.current
  const shown: Loaded<readonly SignIn[]> =
    loaded.phase === 'loading' && former ? { phase: 'ready', value: former } : loaded
  return { loaded: shown, again: () => setVersion((before) => before + 1) }
}
