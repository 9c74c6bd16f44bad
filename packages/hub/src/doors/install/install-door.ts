// What other machines need: the agent, as one file with the script that installs it (rules IN1 to IN4), and the certificate
// that they are to trust where the hub has made it itself (O25).
import { BatonError, installContract, type OwnCertificate, toRest } from '@baton/protocol'
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { route } from '#doors/http'
import type { AgentFiles, HandedOut } from './agent-files.ts'

export interface InstallParts {
  /** Null: this hub was started without its agent being built. */
  readonly files: (() => Promise<AgentFiles>) | null
  /** The certificate in use, if the hub has made it itself. */
  readonly ownCertificate: () => OwnCertificate | null
}

export function installDoor({ files, ownCertificate }: InstallParts): FastifyPluginAsync {
  const built = async () => {
    if (files === null) throw new BatonError('hub.no-agent')
    return files()
  }
  return async function routes(app) {
    route(app, installContract.about, async () => {
      const { agent, installer } = await built()
      return toRest({
        installerSha256: installer.sha256,
        agentSha256: agent.sha256,
        agentBytes: agent.bytes.length,
      })
    })
    route(app, installContract.script, async (request, reply) =>
      handOut(request, reply, (await built()).installer, 'text/x-shellscript; charset=utf-8'),
    )
    route(app, installContract.agent, async (request, reply) =>
      handOut(request, reply, (await built()).agent, 'text/javascript; charset=utf-8'),
    )
    route(app, installContract.certificate, async () => toRest({ own: ownCertificate() }))
  }
}

/** Kept by whoever has it, and asked for anew: another version of the hub has another one at the same address. */
function handOut(request: FastifyRequest, reply: FastifyReply, { bytes, sha256 }: HandedOut, type: string) {
  const etag = `"${sha256}"`
  reply.header('etag', etag).header('cache-control', 'no-cache')
  if (request.headers['if-none-match']?.includes(etag)) return reply.code(304).send()
  return reply.type(type).send(bytes)
}
