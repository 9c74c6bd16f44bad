import { AgentProblem } from '../problem.ts'
import type { Credential, CredentialFile } from '../state/credential.ts'
import { type PairOptions, pair } from './pair.ts'

export interface LetInOptions extends PairOptions {
  readonly file: CredentialFile
  /** Forgets what was kept. */
  readonly pairAnew: boolean
}

/** What was kept for this hub, or else what somebody gives now. */
export async function letIn({ file, pairAnew, ...options }: LetInOptions): Promise<Credential> {
  const { hub, clock, isBox = false } = options
  const kept = pairAnew ? null : file.read()
  if (kept && kept.hub !== hub) {
    throw new AgentProblem(
      'agent.other-hub',
      `This loudspeaker belongs to ${kept.hub}. Say --pair as well to have it join ${hub} instead.`,
    )
  }
  if (kept && options.isBox && !kept.isBox) {
    throw new AgentProblem(
      'agent.no-box',
      'This loudspeaker was let in as somebody’s own. Say --pair as well to have it let in anew as a box.',
    )
  }
  if (kept) return kept
  const { accessToken, refreshToken, expiresIn } = await pair(options)
  const fresh = {
    hub,
    accessToken,
    accessUntil: clock.wall() + expiresIn * 1_000,
    refreshToken,
    ...(isBox && { isBox }),
  }
  file.write(fresh)
  return fresh
}
