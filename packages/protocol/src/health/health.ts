import { z } from 'zod'
import { Instant } from '../values/timeline.ts'

/**
 * `degraded`: something that was there has gone, or runs short. `unhealthy`: what it is for is not done. `unavailable`:
 * it is optional, and not there.
 */
export const HealthStatus = z.enum(['healthy', 'degraded', 'unhealthy', 'unavailable'])
export type HealthStatus = z.infer<typeof HealthStatus>

/** What is looked at. Of each worker: those up to `mqtt`. Of each household: the others. */
export const WORKER_COMPONENTS = [
  'database',
  'bell',
  'disk',
  'process',
  'converter',
  'downloads',
  'mqtt',
] as const
export const HOUSEHOLD_COMPONENTS = ['library', 'scanner', 'audio', 'nfc'] as const
export const HealthComponent = z.enum([...WORKER_COMPONENTS, ...HOUSEHOLD_COMPONENTS])
export type HealthComponent = z.infer<typeof HealthComponent>

/** Why a component is as it is. */
export const HealthCode = z.enum([
  'well',
  /** Nobody looks any more: the hub, or this worker of it, has ended. */
  'stopped',
  /** It did not say in time how it is. */
  'no-answer',
  'database.away',
  'bell.none',
  'bell.lost',
  'disk.low',
  'disk.full',
  'process.memory',
  'process.busy',
  'process.worker-lost',
  'converter.none',
  'converter.gone',
  'downloads.off',
  'downloads.none',
  'downloads.gone',
  'downloads.old',
  'mqtt.none',
  'mqtt.port',
  'mqtt.broker-away',
  'mqtt.broker-refuses',
  'mqtt.broker-access',
  'mqtt.broker-tokens',
  'library.none',
  'library.folder-away',
  'scanner.failed',
  'audio.no-speaker',
  'audio.speaker-away',
  'nfc.none',
  'nfc.reader-away',
])
export type HealthCode = z.infer<typeof HealthCode>

/** Figures have no names, paths or addresses in them. */
export const HealthFigure = z.enum([
  'answerMs',
  'freeBytes',
  'totalBytes',
  'residentBytes',
  'heapBytes',
  'heapLimitBytes',
  'loopDelayMs',
  'busyPercent',
  'workers',
  'lostWorkers',
  'folders',
  'foldersAway',
  'unreadable',
  'speakers',
  'speakersAway',
  'readers',
  'readersAway',
  'displays',
])
export type HealthFigure = z.infer<typeof HealthFigure>
export const HealthFigures = z.partialRecord(HealthFigure, z.number()).readonly()
export type HealthFigures = Readonly<z.infer<typeof HealthFigures>>

export const ComponentHealth = z.object({
  component: HealthComponent,
  status: HealthStatus,
  code: HealthCode,
  figures: HealthFigures,
  /** When it turned so. */
  since: Instant,
})
export type ComponentHealth = Readonly<z.infer<typeof ComponentHealth>>

export const SystemHealth = z.object({
  /** `unhealthy` without the database, `degraded` where any part is not as it was; what is optional and absent counts for nothing. */
  status: z.enum(['healthy', 'degraded', 'unhealthy']),
  /** Those that were looked at. */
  components: z.array(ComponentHealth).readonly(),
})
export type SystemHealth = Readonly<z.infer<typeof SystemHealth>>

/** What an operator reads of each code where nobody translates it. */
export const HEALTH_SENTENCES: Readonly<Record<HealthCode, string>> = {
  well: 'All is well.',
  stopped: 'It was not running.',
  'no-answer': 'It did not answer in time.',
  'database.away': 'The hub cannot reach its store.',
  'bell.none': 'There are no other workers.',
  'bell.lost': 'The hub does not hear of its other workers.',
  'disk.low': 'The disk is nearly full.',
  'disk.full': 'The disk is full.',
  'process.memory': 'The hub is short of memory.',
  'process.busy': 'The hub answers slowly: the machine is too busy.',
  'process.worker-lost': 'A worker of the hub has gone without a word.',
  'converter.none': 'There is no ffmpeg: nothing is converted.',
  'converter.gone': 'ffmpeg has gone: nothing is converted any more.',
  'downloads.off': 'Downloads are switched off.',
  'downloads.none': 'yt-dlp or ffmpeg is missing: the hub does not download.',
  'downloads.gone': 'yt-dlp or ffmpeg has gone: the hub does not download any more.',
  'downloads.old': 'yt-dlp is too old.',
  'mqtt.none': 'MQTT is switched off: displays connect by WebSocket.',
  'mqtt.port': 'The port for MQTT is taken: displays connect by WebSocket.',
  'mqtt.broker-away': 'The hub cannot reach the broker: displays are not heard of.',
  'mqtt.broker-refuses': 'The broker does not let the hub in.',
  'mqtt.broker-access': 'The broker does not let the hub say which displays may come in.',
  'mqtt.broker-tokens': 'The broker lacks the tokens of some displays: they need others.',
  'library.none': 'There is no music folder.',
  'library.folder-away': 'A music folder is away.',
  'scanner.failed': 'The last scan failed.',
  'audio.no-speaker': 'No loudspeaker is there.',
  'audio.speaker-away': 'A loudspeaker has gone, or cannot play.',
  'nfc.none': 'There is no reader of tags.',
  'nfc.reader-away': 'A reader of tags has gone, or cannot read.',
}
