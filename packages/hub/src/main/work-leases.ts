import type { Installation } from '#engine'

/** Another worker goes on with what was begun at one which has been silent for this long. */
const WORK_MS = 60_000

/** Leases by which one worker at a time works on a thing of this kind. */
export function workLeases(
  installation: Pick<Installation, 'takeLeases' | 'giveUpLeases'>,
  worker: string,
  kind: string,
) {
  return {
    forMs: WORK_MS,
    async take(id: string): Promise<number | null> {
      const name = `${kind}:${id}`
      return (await installation.takeLeases([name], worker, WORK_MS)).get(name) ?? null
    },
    giveUp: (id: string) => installation.giveUpLeases([`${kind}:${id}`], worker),
  }
}
