import type { ConnectedHub } from '../hub/connected-hub.ts'
import { go } from '../navigation/use-place.ts'
import { strings } from '../strings/strings.ts'
import { notify } from '../ui/notices.ts'
import { isTrouble } from './stretches.ts'
import { turnedParts } from './turned-parts.ts'

/** Tells an owner, wherever in the app, when a part of the hub gets into trouble and when it is out of it. */
export function tellOfHealth({ following, hub }: Pick<ConnectedHub, 'following' | 'hub'>): () => void {
  let before = following.state.get().health
  return following.state.subscribe(() => {
    const now = following.state.get().health
    if (now === before || now === null) return
    const parts = before ? turnedParts(before, now) : []
    before = now
    if (!hub.me.get()?.roles.includes('owner')) return
    const action = { label: strings.health.look, run: () => go({ page: 'health' }) }
    for (const { component, code, status } of parts) {
      const part = strings.health.parts[component]
      if (isTrouble(status)) notify(strings.health.turnedBad(part, strings.health.says[code]), action)
      else notify(strings.health.turnedWell(part))
    }
  })
}
