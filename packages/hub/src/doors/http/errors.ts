// Whatever goes wrong leaves in one shape, `{error: {code, message, details?, request_id}}`, with a code of the
// catalogue. What the hub did not expect is logged, and answered without a word of what it was.
import { randomUUID } from 'node:crypto'
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import {
  BatonError,
  ERRORS,
  type ErrorCode,
  type ErrorDetails,
  type ErrorKind,
  type Rejection,
  toRest,
} from '@baton/protocol'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import { methodsAt, rememberRoutes } from './known-routes.ts'
import { isLongBody } from './long-bodies.ts'

const STATUS: Readonly<Record<ErrorKind, number>> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  'too-large': 413,
  unsupported: 415,
  'too-many': 429,
  unavailable: 503,
  internal: 500,
}
const OWN_STATUS: Partial<Record<ErrorCode, number>> = {
  'device.agent-address': 422,
  'media.changed': 412,
  'media.range': 416,
  'request.method': 405,
  // As tus says.
  'upload.checksum': 460,
  'upload.tus-version': 412,
  'upload.disk-full': 507,
}
const MAX_ISSUES = 10
const DEFAULT_RETRY_S = 5

/** What the framework calls its failures, in our words. */
const FRAMEWORK: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'request.unsupported-type',
  FST_ERR_CTP_BODY_TOO_LARGE: 'request.too-large',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'request.malformed',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'request.malformed',
  FST_ERR_CTP_INVALID_JSON_BODY: 'request.malformed',
  FST_ERR_BAD_URL: 'request.malformed',
  FST_ERR_ASYNC_CONSTRAINT: 'request.malformed',
  FST_ERR_MAX_PARAM_LENGTH: 'request.not-found',
}

export function statusOf(code: ErrorCode): number {
  return OWN_STATUS[code] ?? STATUS[ERRORS[code].kind]
}

export function errorAnswers(app: FastifyInstance): void {
  rememberRoutes(app)
  app.setErrorHandler((error, request, reply) => {
    const refusal = refusalOf(error as Error)
    if (refusal.code === 'hub.internal') request.log.error({ err: error }, 'a request failed')
    return sendRefusal(reply, request, refusal)
  })
  app.setNotFoundHandler((request, reply) => {
    const methods = methodsAt(app, request.url)
    if (methods.length === 0) return sendRefusal(reply, request, new BatonError('request.not-found'))
    reply.header('allow', methods.join(', '))
    return sendRefusal(reply, request, new BatonError('request.method'))
  })
}

/** What fails before any route is looked for. */
export function answerFrameworkError(
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  sendRefusal(reply, request, refusalOf(error))
}

export function refusal({ code, details }: Rejection): BatonError {
  return new BatonError(code, details)
}

/** Whatever failed, as what leaves the hub: what it did not expect is `hub.internal`. */
export function refusalOf(error: Error): BatonError {
  if (error instanceof BatonError) return error
  if (hasZodFastifySchemaValidationErrors(error)) return new BatonError('request.invalid', issuesOf(error))
  const { code, statusCode } = error as FastifyError
  const known = FRAMEWORK[code]
  if (known) return new BatonError(known)
  // Other failures of the framework about the request itself carry a status of the 400s.
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) {
    return new BatonError('request.malformed', undefined, { cause: error })
  }
  return new BatonError('hub.internal', undefined, { cause: error })
}

function issuesOf(error: {
  readonly validation: readonly { readonly instancePath: string; readonly message?: string | undefined }[]
}): ErrorDetails {
  const issues = error.validation.slice(0, MAX_ISSUES).map(({ instancePath, message }) => ({
    path: instancePath.slice(0, 200),
    message: (message ?? 'is not allowed').slice(0, 200),
  }))
  return { issues }
}

/** What is over by itself after a while. */
const COMES_BACK: ReadonlySet<ErrorCode> = new Set(['hub.busy', 'hub.draining', 'store.unavailable'])

function sendRefusal(reply: FastifyReply, request: FastifyRequest, refused: BatonError): FastifyReply {
  return headRefusal(reply, request, refused).send(errorDocument(refused.code, refused.details, request.id))
}

/** All of a refusal but its body: what doors answer in a shape of their own has the same status and headers. */
export function headRefusal(
  reply: FastifyReply,
  request: FastifyRequest,
  { code, details }: BatonError,
): FastifyReply {
  request.refusal = code
  if (ERRORS[code].kind === 'too-many' || COMES_BACK.has(code)) {
    const waitMs = Number(details?.retry_after_ms ?? Number.NaN)
    if (!reply.hasHeader('retry-after')) {
      reply.header('retry-after', Number.isFinite(waitMs) ? Math.ceil(waitMs / 1_000) : DEFAULT_RETRY_S)
    }
  }
  return reply
    .code(statusOf(code))
    .header('x-request-id', request.id)
    .header('cache-control', 'no-store')
    .type('application/json; charset=utf-8')
    .serializer(JSON.stringify)
}

export function errorDocument(code: ErrorCode, details: ErrorDetails | undefined, requestId: string) {
  const { message } = ERRORS[code]
  return { error: { code, message, ...(details && { details: toRest(details) }), request_id: requestId } }
}

/** Bytes that are no HTTP request are answered in the same shape, and the connection ends. */
export function answerClientError(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) {
    socket.destroy()
    return
  }
  if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT' && isLongBody(socket)) return
  const status =
    error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : error.code === 'HPE_HEADER_OVERFLOW' ? 431 : 400
  const code: ErrorCode = status === 431 ? 'request.too-large' : 'request.malformed'
  const requestId = randomUUID()
  const body = JSON.stringify(errorDocument(code, undefined, requestId))
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: application/json; charset=utf-8\r\n` +
      `X-Request-Id: ${requestId}\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  )
}
