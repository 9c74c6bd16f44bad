// The registry of what the rights matrix tries: a family whose routes name things of its own has a line here.
import { accountPart } from './account.ts'
import { artworkPart } from './artwork.ts'
import { devicePart } from './device.ts'
import { displayPart } from './display.ts'
import { downloadPart } from './download.ts'
import { libraryPart } from './library.ts'
import type { MatrixPart } from './matrix-part.ts'
import { playlistPart } from './playlist.ts'
import { sessionPart } from './session.ts'
import { tagPart } from './tag.ts'
import { uploadPart } from './upload.ts'

export const MATRIX_PARTS: readonly MatrixPart[] = [
  sessionPart,
  devicePart,
  playlistPart,
  libraryPart,
  accountPart,
  uploadPart,
  tagPart,
  downloadPart,
  artworkPart,
  displayPart,
]

export const PATH_IDS = merged('pathIds')
export const FIELDS = merged('fields')
export const PLAIN = merged('plain')
export const ONE_OF = merged('oneOf')
export const TAKEN = merged('taken')

type Table = 'pathIds' | 'fields' | 'plain' | 'oneOf' | 'taken'

/** No part says anew what another has said. */
function merged<Name extends Table>(name: Name): NonNullable<MatrixPart[Name]> {
  const table: Record<string, unknown> = {}
  for (const [key, said] of MATRIX_PARTS.flatMap((part) => Object.entries(part[name] ?? {}))) {
    if (key in table) throw new Error(`Two parts of the matrix say what “${key}” is`)
    table[key] = said
  }
  return table as NonNullable<MatrixPart[Name]>
}
