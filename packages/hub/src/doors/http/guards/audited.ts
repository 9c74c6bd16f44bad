import type { FastifyInstance } from 'fastify'
import type { Accounts, AuditKind } from '#accounts'

/** Routes of several doors that are worth a line in the log of who did what, once they have succeeded. */
const NOTED: Readonly<Record<string, AuditKind>> = {
  'POST /library/folders': 'folder.added',
  'DELETE /library/folders/:id': 'folder.removed',
}

export function audited(app: FastifyInstance, { audit }: Pick<Accounts, 'audit'>): void {
  app.addHook('onSend', async (request, reply) => {
    const { principal, method, routeOptions } = request
    const kind = NOTED[`${method} ${routeOptions.url}`]
    if (kind === undefined || !principal || reply.statusCode >= 300) return
    const { householdId, userId: actorId, credentialId: signInId } = principal
    await audit.note({ kind, householdId, actorId, signInId })
  })
}
