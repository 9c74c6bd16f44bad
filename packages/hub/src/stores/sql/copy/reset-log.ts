import { positionAt, type SessionView } from '@baton/protocol'
import { parsed } from '../runtime/script.ts'
import type { CopyConnection } from './copy-connection.ts'

/** Between the numbers of the former life and those of the new one, where the clock cannot be trusted. */
const EPOCH_STEP = 1_000

/**
 * A log that was copied is another log: whoever followed the former one begins with a snapshot. Nothing plays by
 * itself, and the right to sound has a number that no device can hold from a life that went on after the copy was made.
 */
export async function resetLog(
  connection: CopyConnection,
  { newEpoch, wallMs }: { readonly newEpoch: () => string; readonly wallMs: number },
): Promise<void> {
  const instants = new Map<string, number>()
  for (const { id, last_instant: lastInstant } of await connection.ask(
    'select id, last_instant from household',
  )) {
    instants.set(String(id), Number(lastInstant))
    await connection.ask('update household set epoch = ? where id = ?', [newEpoch(), String(id)])
  }
  for (const row of await connection.ask('select id, household_id, view from session')) {
    const view = parsed<SessionView>(row.view, () => `session ${String(row.id)}`)
    const rested = atRest(view, instants.get(String(row.household_id)) ?? view.updatedAt, wallMs)
    await connection.ask('update session set revision = ?, view = ? where id = ?', [
      rested.revision,
      JSON.stringify(rested),
      String(row.id),
    ])
  }
}

/** Paused where it was when the copy was made. */
function atRest(view: SessionView, at: number, wallMs: number): SessionView {
  const positionMs = positionAt(view.timeline, at, view.current?.durationMs ?? null)
  return {
    ...view,
    revision: view.revision + 1,
    ...(view.playState === 'playing' && {
      playState: 'paused' as const,
      timeline: { positionMs, at, rate: 0 as const },
    }),
    speakerEpoch: Math.max(view.speakerEpoch + EPOCH_STEP, Math.floor(wallMs / 1_000)),
    speakerOfferId: null,
    offer: null,
    handOver: null,
  }
}
