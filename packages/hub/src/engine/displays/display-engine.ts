import type { RunningEngine } from '../create-engine.ts'

/** What displays need of the engine. */
export type DisplayEngine = Pick<RunningEngine, 'tell' | 'heard' | 'devices' | 'execute'>
