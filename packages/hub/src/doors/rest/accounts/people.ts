import { peopleContract, toRest } from '@baton/protocol'
import { addressOf, route } from '#doors/http'
import type { RestRoutes } from '../shared/rest-routes.ts'
import { meDocument, memberDocument, signedIn } from './cookies.ts'

/** What is changed about people: by themselves, and by an owner. */
export const peopleRoutes: RestRoutes = ({ accounts }) =>
  async function routes(app) {
    const { people, signIns } = accounts

    route(app, peopleContract.rename, async (request) => {
      const principal = request.signedIn()
      const { username } = await people.rename(principal, request.body.username)
      return meDocument({ ...principal, username })
    })

    route(app, peopleContract.changePassword, async (request, reply) => {
      const { former, password } = request.body
      await people.changePassword(request.signedIn(), former, password)
      return reply.code(204).send()
    })

    route(app, peopleContract.resetPassword, async (request, reply) => {
      const { code, password } = request.body
      return signedIn(request, reply, await people.resetPassword(code, password, addressOf(request)))
    })

    route(app, peopleContract.change, async (request) => {
      const { role = null, max_volume: maxVolume, may_add_devices: mayAddDevices } = request.body
      const user = await people.changeRole(request.signedIn(), request.params.id, role, {
        ...(maxVolume !== undefined && { maxVolume }),
        ...(mayAddDevices !== undefined && { mayAddDevices }),
      })
      return memberDocument(user)
    })

    route(app, peopleContract.remove, async (request, reply) => {
      await people.remove(request.signedIn(), request.params.id)
      return reply.code(204).send()
    })

    route(app, peopleContract.resetCode, async (request, reply) => {
      reply.code(201).header('cache-control', 'no-store')
      return toRest(await people.resetCode(request.signedIn(), request.params.id))
    })

    route(app, peopleContract.signIns, async (request) =>
      toRest(await signIns.list(request.signedIn(), request.params.id)),
    )

    route(app, peopleContract.endSignIn, async (request, reply) => {
      const { id, sign_in_id } = request.params
      await signIns.end(request.signedIn(), sign_in_id, id)
      return reply.code(204).send()
    })
  }
