import { z } from 'zod'
import { contract } from '../contract.ts'
import { installEndpoints } from './endpoints.ts'

/** The first Node that runs the agent that a hub hands out: its number before the first dot. */
export const OLDEST_NODE_OF_AGENT = 20

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/)

export const AgentInstaller = z.object({
  installerSha256: Sha256.describe('Of the script that installs it, which knows the hash of the agent.'),
  agentSha256: Sha256,
  agentBytes: z.int().min(1),
})
export type AgentInstaller = Readonly<z.infer<typeof AgentInstaller>>

const file = { access: 'open', scope: null, rate: null, answer: null } as const

/** The agent for machines without a copy of Baton. */
export const installContract = contract('install', installEndpoints, {
  about: {
    summary: 'The agent that this hub hands out',
    description: 'Where it was not built the answer is `hub.no-agent`.',
    scope: 'read',
    rate: 'read',
    answer: AgentInstaller,
  },
  script: { summary: 'The script that makes a machine a loudspeaker', ...file },
  agent: { summary: 'The agent, as one file for Node', ...file },
})
