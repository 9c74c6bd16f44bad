import type { StateFolder } from './state-folder.ts'

/** What lets this agent in at one hub. */
export interface Credential {
  readonly hub: string
  readonly accessToken: string
  /** By this machine's clock; only a hint. */
  readonly accessUntil: number
  readonly refreshToken: string
  /** It was let in as a box of the household, and not as a program of whoever let it in. */
  readonly isBox?: boolean
}

export interface CredentialFile {
  read(): Credential | null
  write(credential: Credential): void
  forget(): void
}

const FILE = 'credential.json'

/** Kept so that it outlasts a power failure: a refresh token that was used and not kept is lost. */
export function credentialFile(folder: StateFolder): CredentialFile {
  return {
    read() {
      const text = folder.read(FILE)
      return text === null ? null : credentialOf(text)
    },
    write: (credential) => folder.write(FILE, `${JSON.stringify(credential)}\n`, 'lasting'),
    forget: () => folder.remove(FILE),
  }
}

/** A damaged file lets nobody in: it counts as none. */
function credentialOf(text: string): Credential | null {
  try {
    const { hub, accessToken, accessUntil, refreshToken, isBox = false } = JSON.parse(text)
    const words = [hub, accessToken, refreshToken]
    if (!words.every((word) => typeof word === 'string') || typeof accessUntil !== 'number') return null
    return { hub, accessToken, accessUntil, refreshToken, ...(isBox === true && { isBox }) }
  } catch {
    return null
  }
}
