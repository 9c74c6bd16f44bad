import { bigLibrary } from './big-library.ts'
import { commands } from './commands.ts'
import { fanOut } from './fan-out.ts'
import type { Figure } from './figure.ts'
import { gapless } from './gapless.ts'
import { libraryScan } from './library-scan.ts'
import { librarySearch } from './library-search.ts'
import { ranges } from './ranges.ts'
import { start } from './start.ts'

export const FIGURES: readonly Figure[] = [
  commands,
  fanOut,
  ranges,
  start,
  libraryScan,
  librarySearch,
  bigLibrary,
  gapless,
]
