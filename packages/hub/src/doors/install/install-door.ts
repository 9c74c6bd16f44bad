// The agent for machines without a copy of Baton: one file, and the script that installs it. Rules IN1 to IN4.
import { BatonError, installContract, toRest } from '@baton/protocol'
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { route } from '#doors/http'
import type { AgentFiles, HandedOut } from './agent-files.ts'

export interface InstallParts {
  /** Null: this hub was started without its agent being built. */
  readonly files: (() => Promise<AgentFiles>) | null
}

export function installDoor({ files }: InstallParts): FastifyPluginAsync {
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
  }
}

/** Kept by whoever has it, and asked for anew: another version of the hub has another one at the same address. */
function handOut(request: FastifyRequest, reply: FastifyReply, { bytes, sha256 }: HandedOut, type: string) {
  const etag = `"${sha256}"`
  reply.header('etag', etag).header('cache-control', 'no-cache')
  if (request.headers['if-none-match']?.includes(etag)) return reply.code(304).send()
  return reply.type(type).send(bytes)
}
