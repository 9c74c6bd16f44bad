import { z } from 'zod'
import { Instant } from '../../values/timeline.ts'
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

/** A certificate that the hub has made for itself: nobody vouches for it, so people compare its SHA-256. */
export const OwnCertificate = z.object({
  sha256: z
    .string()
    .regex(/^[0-9A-F]{2}(?::[0-9A-F]{2}){31}$/)
    .describe('As browsers show it.'),
  names: z.array(z.string()).readonly().describe('The names and addresses that it speaks for.'),
  validUntil: Instant,
  pem: z.string(),
})
export type OwnCertificate = Readonly<z.infer<typeof OwnCertificate>>

/** `own` is null where somebody else has made the certificate, and where there is none. */
export const CertificateDocument = z.object({ own: OwnCertificate.nullable() })
export type CertificateDocument = Readonly<z.infer<typeof CertificateDocument>>

const file = { access: 'open', scope: null, rate: null, answer: null } as const

/** What other machines need: the agent for those without a copy of Baton, and the certificate to trust. */
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
  certificate: {
    summary: 'The certificate that the hub has made for itself',
    scope: 'read',
    rate: 'read',
    answer: CertificateDocument,
  },
})
