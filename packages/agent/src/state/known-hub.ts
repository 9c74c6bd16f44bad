import type { StateFolder } from './state-folder.ts'

/** Which hub knows an agent that listens, and by which address. */
export interface KnownHub {
  readonly hub: string
  readonly baseUrl: string
}

const FILE = 'called.json'

/** Damaged, it counts as none. */
export function knownHub(folder: StateFolder) {
  return {
    read(): KnownHub | null {
      try {
        const { hub, baseUrl } = JSON.parse(folder.read(FILE) ?? '{}')
        return typeof hub === 'string' && typeof baseUrl === 'string' ? { hub, baseUrl } : null
      } catch {
        return null
      }
    },
    write: (known: KnownHub) => folder.write(FILE, `${JSON.stringify(known)}\n`, 'lasting'),
  }
}
