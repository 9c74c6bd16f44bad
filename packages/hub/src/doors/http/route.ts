// How doors register what the protocol's table of routes declares: where it is found, what it is sent and answers, who
// may ask, what it counts towards.
import { ErrorDocument, methodOf, type Route, templateOf } from '@baton/protocol'
import type { FastifyContextConfig, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'

type Read<R, Part extends string> = R extends { readonly [Name in Part]: infer Schema extends z.ZodType }
  ? z.output<Schema>
  : unknown

/** A request that has been checked against what the table says of its route. */
export type RequestOf<R extends Route> = FastifyRequest<{
  Params: Read<R, 'params'>
  Querystring: Read<R, 'query'>
  Body: Read<R, 'body'>
}>

type Handler<R extends Route> = (request: RequestOf<R>, reply: FastifyReply) => unknown

interface More {
  readonly limitKey?: FastifyContextConfig['limitKey']
  /** `own`: the handler answers it. `none`: it would have to open a stream. Missing: as GET, without the body. */
  readonly head?: 'own' | 'none'
  /** Of the body, in bytes, where more than usual is sent. */
  readonly bodyLimit?: number
}

export function route<R extends Route>(
  app: FastifyInstance,
  declared: R,
  handler: Handler<R>,
  { limitKey, head, bodyLimit }: More = {},
): void {
  app.route({
    method: head === 'own' ? ['GET', 'HEAD'] : methodOf(declared.endpoint),
    url: templateOf(declared.endpoint),
    schema: schemaOf(declared),
    config: { ...configOf(declared), ...(limitKey && { limitKey }) },
    ...(bodyLimit !== undefined && { bodyLimit }),
    ...(head === 'none' && { exposeHeadRoute: false }),
    // The validator has made of the request what the table says.
    handler: (request, reply) => handler(request as RequestOf<R>, reply),
  })
}

/** What a request has to fit, and what the OpenAPI document says of the route. */
export function schemaOf({ tag, summary, description, hidden, params, query, body, ...answers }: Route) {
  return {
    tags: [tag],
    summary,
    ...(description && { description }),
    ...(hidden && { hide: true }),
    ...(params && { params }),
    ...(query && { querystring: query }),
    ...(body && { body }),
    ...((answers.answer || answers.messages) && { response: responsesOf(answers) }),
  }
}

type Answers = Pick<Route, 'answer' | 'messages' | 'status' | 'refusal'>

function responsesOf({ answer, messages, status = 200, refusal }: Answers) {
  if (messages) {
    const content = { 'text/event-stream': { schema: messages } }
    return { [status]: { description: 'Server-sent events', content }, default: ErrorDocument }
  }
  return { [status]: answer, ...(refusal && { 400: refusal }), default: ErrorDocument }
}

/** Who may ask, and what it counts towards: commands are counted by the engine. */
export function configOf({ access = 'signed-in', scope, rate, command }: Route): FastifyContextConfig {
  return { access, scope, ...(rate && !command && { limitClass: rate }) }
}
