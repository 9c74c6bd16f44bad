import { BatonError, quietHoursContract, spansOfBody, toRest } from '@baton/protocol'
import { route } from '#doors/http'
import { commanded, receiptDocument } from '../shared/answer-command.ts'
import type { RestRoutes } from '../shared/rest-routes.ts'

export const quietHoursRoutes: RestRoutes = ({ engine }) =>
  async function routes(app) {
    route(app, quietHoursContract.read, async (request) => {
      const reading = await engine.shown(request.signedIn(), 'quiet-hours')
      if (reading?.state.family !== 'quiet-hours') throw new BatonError('hub.internal')
      return toRest(reading.state.quietHours) as object
    })

    route(app, quietHoursContract.set, async (request) => {
      const { zone, spans } = request.body
      const { receipt } = await commanded(engine, request, {
        type: 'quiet-hours.set',
        zone,
        spans: spans && spansOfBody(spans),
      })
      return { receipt: receiptDocument(receipt) }
    })
  }
