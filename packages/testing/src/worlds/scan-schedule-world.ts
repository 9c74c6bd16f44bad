import { randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock, LibraryStore } from '@baton/hub/engine'
import { ScanSchedule, type ScanScheduleParts } from '@baton/hub/jobs/library'
import { type SqlDatabase, sqlLibraryStore } from '@baton/hub/stores/sql'
import type { HouseholdId, ScanProgress } from '@baton/protocol'
import { VirtualClock } from '../fakes/virtual-clock.ts'
import { makeSound } from '../music/sound-files.ts'

const WITHIN_MS = 60_000

export interface Neighbour {
  readonly householdId: HouseholdId
  readonly music: string
}

/** Several households on one real library, with real files and threads; what their screens are told is written down. */
export async function scanScheduleWorld(
  database: SqlDatabase,
  { clock = new VirtualClock(Date.now()) }: { readonly clock?: Clock } = {},
) {
  const folder = await mkdtemp(join(tmpdir(), 'baton-schedule-'))
  const sound = await soundBytes()
  const library = sqlLibraryStore(database, { newId: randomUUID, wallMs: Date.now })
  const told: { readonly to: HouseholdId; readonly progress: ScanProgress }[] = []
  const changed: { readonly of: HouseholdId; readonly added: number }[] = []
  const lines: { readonly level: 'warn' | 'error'; readonly line: string }[] = []
  const gates = new Map<HouseholdId, PromiseWithResolvers<void>>()
  const broken = new Map<HouseholdId, Error>()
  /** In the order in which their scans have begun to read what is known. */
  const begun: HouseholdId[] = []
  const passed = new Set<(to: HouseholdId, progress: ScanProgress) => void>()
  const schedules: ScanSchedule[] = []

  /** The real library, where the scan of a household can be held, or fail. */
  const knobbed: LibraryStore = {
    ...library,
    async folders(householdId) {
      const error = broken.get(householdId)
      if (error) throw error
      return library.folders(householdId)
    },
    async known(householdId, ...range) {
      begun.push(householdId)
      await gates.get(householdId)?.promise
      return library.known(householdId, ...range)
    },
  }
  const addMusic = (music: string, title: string) => writeFile(join(music, `${title}.flac`), sound)
  const settle = async () => {
    if (clock instanceof VirtualClock) await clock.advance(0)
    await sleep(10)
  }
  const phases = ({ householdId }: Neighbour) =>
    told.filter(({ to }) => to === householdId).map(({ progress }) => progress.phase)

  return {
    clock,
    library,
    told,
    changed,
    lines,
    begun,
    phases,
    /** How many tracks were announced as new to this household. */
    added: ({ householdId }: Neighbour) =>
      changed.reduce((sum, { of, added }) => sum + (of === householdId ? added : 0), 0),
    /** How often a scan of this household came to its end. */
    done: (of: Neighbour) => phases(of).filter((phase) => phase === 'done').length,
    titles: async ({ householdId }: Neighbour) =>
      (await library.listTracks(householdId, { limit: 50 })).items.map(({ title }) => title),
    addMusic,
    /** A household with a music folder of its own. */
    async household(...titles: readonly string[]): Promise<Neighbour> {
      const householdId = randomUUID() as HouseholdId
      const music = join(folder, 'music', householdId)
      await mkdir(music, { recursive: true })
      for (const title of titles) await addMusic(music, title)
      await library.addFolder(householdId, music, 'owner')
      return { householdId, music }
    },
    async folderWith(name: string, title: string): Promise<string> {
      const path = join(folder, name)
      await mkdir(path)
      await addMusic(path, title)
      return path
    },
    /** Of one worker. */
    schedule(more: Partial<ScanScheduleParts> = {}): ScanSchedule {
      const schedule: ScanSchedule = new ScanSchedule({
        library: knobbed,
        covers: {
          put: async () => null,
          drawnAnew: async () => null,
          image: async () => null,
          forget: async () => {},
        },
        engine: {
          beacon(to, _room, beacon) {
            if (beacon.type !== 'scan') return
            const { type: _, ...progress } = beacon
            told.push({ to, progress })
            for (const listener of passed) listener(to, progress)
          },
          libraryChanged: async (householdId, { added }) => {
            changed.push({ of: householdId, added })
          },
        },
        clock,
        musicDirs: [],
        demoPath: join(folder, 'demo'),
        dataPath: join(folder, 'data'),
        atOnce: 1,
        makeOwnMusic: async () => {},
        log: {
          info: () => {},
          warn: (_facts, line) => lines.push({ level: 'warn', line }),
          error: (_facts, line) => lines.push({ level: 'error', line }),
        },
        ...more,
      })
      schedules.push(schedule)
      return schedule
    },
    /** What one worker tells its followers reaches the others. */
    onPassed: (listener: (to: HouseholdId, progress: ScanProgress) => void) => {
      passed.add(listener)
      return () => passed.delete(listener)
    },
    /** Its scan stands still until it is let go. */
    hold({ householdId }: Neighbour): () => void {
      const gate = Promise.withResolvers<void>()
      gates.set(householdId, gate)
      return () => {
        gates.delete(householdId)
        gate.resolve()
      }
    },
    /** Whatever is asked of its music folders fails; null: no longer. */
    break({ householdId }: Neighbour, error: Error | null): void {
      if (error) broken.set(householdId, error)
      else broken.delete(householdId)
    },
    settle,
    async until(what: string, check: () => boolean | Promise<boolean>): Promise<void> {
      const deadline = performance.now() + WITHIN_MS
      while (!(await check())) {
        if (performance.now() > deadline) throw new Error(`It did not come to be that ${what}`)
        await settle()
      }
    },
    async [Symbol.asyncDispose]() {
      for (const gate of gates.values()) gate.resolve()
      await Promise.all(schedules.map((schedule) => schedule.stop()))
      await database.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

let sound: Promise<Buffer> | null = null

/** One moment of sound: files without a title are called by their names. */
function soundBytes(): Promise<Buffer> {
  sound ??= makeSoundBytes()
  return sound
}

async function makeSoundBytes(): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'baton-sound-'))
  const path = join(folder, 'sound.flac')
  await makeSound({ path })
  const bytes = await readFile(path)
  await rm(folder, { recursive: true })
  return bytes
}
