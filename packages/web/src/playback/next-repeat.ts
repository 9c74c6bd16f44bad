import type { RepeatMode } from '@baton/protocol'

/** What one press of the repeat button chooses. */
export const NEXT_REPEAT: Readonly<Record<RepeatMode, RepeatMode>> = { off: 'all', all: 'one', one: 'off' }
