import { BatonError, type BoxView, boxContract, type SessionId, toRest } from '@baton/protocol'
import { route } from '#doors/http'
import { type Engine, mayChangeHousehold, type Principal } from '#engine'
import { commanded } from '../shared/answer-command.ts'
import type { RestRoutes } from '../shared/rest-routes.ts'

/** Boxes of the household: their sessions are read and changed by the routes of sessions. */
export const boxRoutes: RestRoutes = ({ engine, accounts: { boxes } }) =>
  async function routes(app) {
    route(app, boxContract.list, async (request) => toRest(await shown(engine, request.signedIn())))

    route(app, boxContract.shelf, async (request) => toRest(await engine.boxShelf(request.signedIn())))

    route(app, boxContract.change, async (request) => {
      const principal = request.signedIn()
      const sessionId = request.params.id
      const { device_name: name, enabled, max_volume: maxVolume } = request.body
      if (!mayChangeHousehold(principal)) throw new BatonError('auth.forbidden')
      const { deviceId } = (await found(engine, principal, sessionId)).device
      if (maxVolume !== undefined) await boxes.limit(principal, sessionId, maxVolume)
      if (name !== undefined || enabled !== undefined) {
        await commanded(engine, request, { type: 'device.update', deviceId, name, enabled })
      }
      return toRest(await found(engine, principal, sessionId))
    })

    route(app, boxContract.remove, async (request, reply) => {
      await boxes.remove(request.signedIn(), request.params.id)
      return reply.code(204).send()
    })
  }

async function shown(engine: Engine, principal: Principal): Promise<readonly BoxView[]> {
  const reading = await engine.shown(principal, 'boxes')
  if (reading?.state.family !== 'boxes') throw new BatonError('hub.internal')
  return reading.state.boxes
}

async function found(engine: Engine, principal: Principal, sessionId: SessionId): Promise<BoxView> {
  const box = (await shown(engine, principal)).find((one) => one.sessionId === sessionId)
  if (!box) throw new BatonError('device.not-found')
  return box
}
