import { accel } from './accel.ts'
import { acrossWorkers } from './across-workers.ts'
import { agents } from './agents.ts'
import { bigLibrary } from './big-library.ts'
import { commands } from './commands.ts'
import { dashboards } from './dashboards.ts'
import { fanOut } from './fan-out.ts'
import type { Figure } from './figure.ts'
import { followers } from './followers.ts'
import { gapless } from './gapless.ts'
import { handOver } from './hand-over.ts'
import { handOverRing } from './hand-over-ring.ts'
import { libraryScan } from './library-scan.ts'
import { librarySearch } from './library-search.ts'
import { opening } from './opening.ts'
import { positionTicks } from './position-ticks.ts'
import { ranges } from './ranges.ts'
import { socketFanOut } from './socket-fan-out.ts'
import { socketOperations } from './socket-operations.ts'
import { socketReplay } from './socket-replay.ts'
import { speakerCommands } from './speaker-commands.ts'
import { start } from './start.ts'
import { views } from './views.ts'
import { workers } from './workers.ts'

export const FIGURES: readonly Figure[] = [
  commands,
  workers,
  fanOut,
  acrossWorkers,
  followers,
  opening,
  ranges,
  accel,
  start,
  libraryScan,
  librarySearch,
  bigLibrary,
  gapless,
  views,
  dashboards,
  speakerCommands,
  handOver,
  handOverRing,
  agents,
  socketFanOut,
  socketOperations,
  socketReplay,
  positionTicks,
]
