import type { ErrorRow } from './kinds.ts'

/** Refusals about artwork. */
export const ARTWORK_ERRORS = {
  'artwork.not-found': { kind: 'not-found', retry: 'no', message: 'There is no such artwork.' },
  'artwork.not-a-picture': {
    kind: 'unsupported',
    retry: 'no',
    message: 'This is no picture that can be shown: it has to be a PNG, GIF or WebP.',
  },
  'artwork.damaged': {
    kind: 'unsupported',
    retry: 'no',
    message: 'The picture is damaged or cut off.',
  },
  'artwork.too-large': {
    kind: 'too-large',
    retry: 'no',
    message: 'The picture is too large: it has too many bytes, pixels or frames.',
  },
  'artwork.quota': {
    kind: 'conflict',
    retry: 'after-change',
    message: 'There is no room for more artwork of yours. Delete some first.',
  },
  'artwork.not-restorable': {
    kind: 'conflict',
    retry: 'no',
    message: 'This artwork was deleted too long ago.',
  },
  'artwork.reactions': {
    kind: 'conflict',
    retry: 'after-change',
    message: 'That is enough: five different reactions to one artwork. Take one back first.',
  },
} as const satisfies Record<string, ErrorRow>
