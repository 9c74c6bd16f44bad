import { join } from 'node:path'
import { scanFolder } from '../../packages/hub/src/jobs/library/index.ts'
import { makeTaggedFlacs } from '../../packages/testing/src/music/tagged-flacs.ts'
import { keepCompiledCode } from '../machine/compiled-code.ts'
import { makeFolder } from '../machine/folder.ts'
import { isThere, type Scans, scanWithMpd, scanWithSupysonic } from '../servers/music-servers.ts'
import { openLibrary } from '../servers/opened-library.ts'
import type { Extent, Figure, Row } from './figure.ts'

const FILES = 4_000
const FILES_SHORT = 120
const clock = { monotonicMs: () => performance.now() }

export const libraryScan: Figure = {
  name: 'library-scan',
  title: 'Scanning music',
  how: `${FILES.toLocaleString('en')} tagged FLAC files of one second with a cover for each album, in the page cache: read for the first time into an empty library, and looked at again when nothing has changed. What limits the first scan is the one thread that writes rows; what limits the second is asking the file system for every file.`,
  async measure({ rounds, starts }: Extent) {
    keepCompiledCode()
    await using folder = await makeFolder()
    const files = starts > 1 ? FILES : FILES_SHORT
    const music = join(folder.path, 'music')
    await makeTaggedFlacs(music, files)
    await scanWithBaton(music, folder.path)
    const all = { baton: [] as Scans[], mpd: [] as Scans[], supysonic: [] as Scans[] }
    for (let round = 0; round < rounds; round += 1) {
      all.baton.push(await scanWithBaton(music, folder.path))
      if (isThere('mpd')) all.mpd.push(await scanWithMpd(music, join(folder.path, `mpd-${round}`), files))
      if (isThere('supysonic-cli') && round === 0) {
        all.supysonic.push(await scanWithSupysonic(music, join(folder.path, 'supysonic')))
      }
    }
    const perSecond = (scans: readonly Scans[], which: keyof Scans) =>
      scans.map((scan) => ({ value: (files / scan[which]) * 1000 }))
    const row = (which: keyof Scans, reference: 'mpd' | 'supysonic', goal?: Row['goal']): Row => ({
      what: `${which} scan, beside ${reference}`,
      unit: 'files/s',
      baton: perSecond(all.baton, which),
      reference: perSecond(all[reference], which),
      referenceName: all[reference].length > 0 ? reference : `${reference} (not installed)`,
      ...(goal && { goal }),
    })
    return [
      row('first', 'mpd'),
      row('first', 'supysonic', { atLeast: 10 }),
      row('repeated', 'mpd'),
      row('repeated', 'supysonic'),
    ]
  },
}

async function scanWithBaton(music: string, folder: string): Promise<Scans> {
  await using opened = await openLibrary(folder)
  const { library, covers, householdId } = opened
  const musicFolder = await library.addFolder(householdId, music)
  const scan = async () => {
    const begun = performance.now()
    const { phase } = await scanFolder({ householdId, folder: musicFolder, library, covers, clock })
    if (phase !== 'done') throw new Error(`The scan ended as ${phase}.`)
    return performance.now() - begun
  }
  return { first: await scan(), repeated: await scan() }
}
