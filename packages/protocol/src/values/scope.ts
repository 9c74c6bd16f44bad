/** What a key may be used for: to look, to play, to change lists and likes, to run the household. */
export const SCOPES = ['read', 'control', 'library', 'admin'] as const
export type Scope = (typeof SCOPES)[number]

/** What is counted together, per minute and principal: signing in, making secrets, playing, editing lists, reading, letting displays in. */
export const RATE_CLASSES = ['signIn', 'mint', 'control', 'queue', 'read', 'provision'] as const
export type RateClass = (typeof RATE_CLASSES)[number]

/** What a command asks of whoever sends it, and what it counts towards. */
export interface CommandRights {
  readonly scope: Scope
  readonly rateClass: RateClass
}
