import type { ComponentHealth } from '@baton/protocol'
import { strings } from '../strings/strings.ts'

const MB = 1_000_000
const GB = 1_000 * MB
const TB = 1_000 * GB

/** What there is to say in numbers; empty: nothing. */
export function figuresText({ figures }: Pick<ComponentHealth, 'figures'>): string {
  const say = strings.health
  const { freeBytes, totalBytes, residentBytes, busyPercent, answerMs } = figures
  const { folders, foldersAway, unreadable, speakers, speakersAway, readers, readersAway } = figures
  const { workers, lostWorkers, displays } = figures
  const said = [
    answerMs !== undefined && say.answersIn(answerMs),
    freeBytes !== undefined &&
      totalBytes !== undefined &&
      say.free(sizeText(freeBytes), sizeText(totalBytes)),
    residentBytes !== undefined && say.memory(sizeText(residentBytes)),
    busyPercent !== undefined && say.busy(busyPercent),
    workers !== undefined && lostWorkers !== undefined && say.workers(workers, lostWorkers),
    folders !== undefined && folders > 0 && say.folders(folders),
    foldersAway !== undefined && foldersAway > 0 && say.foldersAway(foldersAway),
    unreadable !== undefined && unreadable > 0 && say.unreadable(unreadable),
    speakers !== undefined && speakers > 0 && say.speakers(speakers),
    readers !== undefined && readers > 0 && say.readers(readers),
    displays !== undefined && displays > 0 && say.displays(displays),
    ((speakersAway ?? 0) > 0 || (readersAway ?? 0) > 0) && say.away((speakersAway ?? 0) + (readersAway ?? 0)),
  ]
  return said.filter((one) => one !== false).join(' · ')
}

function sizeText(bytes: number): string {
  const [unit, size] =
    bytes >= TB ? (['TB', TB] as const) : bytes >= GB ? (['GB', GB] as const) : (['MB', MB] as const)
  const digits = bytes / size < 10 ? 1 : 0
  const number = new Intl.NumberFormat(strings.ago.language, { maximumFractionDigits: digits })
  return strings.health.bytes(number.format(bytes / size), unit)
}
