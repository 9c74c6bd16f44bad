import type { AgentProcess } from '../../worlds/agent-process.ts'
import { until } from '../../worlds/hub-process-world.ts'

/** Waits until it has said so, so often since its last start. */
export async function said(agent: AgentProcess, words: RegExp, often: number): Promise<void> {
  const wanted = `${agent.name} says ${words} ${often} times`
  try {
    await until(wanted, async () => times(agent, words) >= often, 40_000)
  } catch (cause) {
    throw new Error(`In vain until ${wanted}. It said:\n${agent.output()}`, { cause })
  }
}

/** So often it has said so since its last start. */
export function times(agent: AgentProcess, words: RegExp): number {
  return agent.output().match(words)?.length ?? 0
}
