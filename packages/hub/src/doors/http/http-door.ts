// The ground that REST, SSE and media stand on: one server, one error shape, one way to know who asks. What it
// refuses (host, origin, size, type, rate) is refused before any of them sees the request. Rules in docs/protocol/rest-sse.md.
import type { Server } from 'node:http'
import cookie from '@fastify/cookie'
import {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyPluginAsync,
  fastify,
  LogController,
} from 'fastify'
import { validatorCompiler } from 'fastify-type-provider-zod'
import type { Accounts } from '#accounts'
import type { Engine } from '#engine'
import { bodies } from './bodies.ts'
import { compressedJson } from './compressed-json.ts'
import { displayPage } from './display-page.ts'
import { documentation } from './documentation.ts'
import { drainOnClose } from './drain.ts'
import { answerClientError, answerFrameworkError, errorAnswers } from './errors.ts'
import { authentication } from './guards/authentication.ts'
import type { HttpConfig } from './guards/http-config.ts'
import { limitRates } from './guards/limit-rates.ts'
import { ownAddress } from './guards/own-address.ts'
import { guard } from './guards/same-origin.ts'
import { type MetricsPage, metricsRoute } from './metrics/metrics-route.ts'
import { logRequests, requestIds } from './request-log.ts'
import { upgrades } from './upgrades.ts'
import { webApp } from './web-app.ts'

const MAX_BODY_BYTES = 256 * 1024
const HEADERS_WITHIN_MS = 20_000
const REQUEST_WITHIN_MS = 60_000
const KEEP_ALIVE_MS = 72_000

export interface HttpParts {
  readonly engine: Engine
  readonly accounts: Accounts
  readonly config: HttpConfig
  readonly log?: FastifyBaseLogger
  /** Missing: nothing is counted, and there is no page of figures. */
  readonly metrics?: MetricsPage | undefined
  /** The doors that stand on this one: `restDoor(..)`, `sseDoor(..)`, `mediaDoor(..)`. */
  readonly doors: readonly FastifyPluginAsync[]
}

export type HttpDoor = FastifyInstance

export async function httpDoor({
  engine,
  accounts,
  config,
  log,
  metrics,
  doors,
}: HttpParts): Promise<HttpDoor> {
  const otherProtocols = upgrades(config)
  const served = { headersTimeout: HEADERS_WITHIN_MS, shouldUpgradeCallback: otherProtocols.isKnown }
  const app: HttpDoor = fastify<Server>({
    ...(log ? { loggerInstance: withoutSmallTalk(log) } : { logger: false }),
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'request_id' }),
    bodyLimit: MAX_BODY_BYTES,
    genReqId: requestIds(config.trustedProxies ?? []),
    trustProxy: config.trustedProxies?.length ? [...config.trustedProxies] : false,
    keepAliveTimeout: KEEP_ALIVE_MS,
    requestTimeout: REQUEST_WITHIN_MS,
    // The framework's types tell servers of HTTP from those of HTTPS; what the doors use, both have.
    ...(config.tls ? { https: { ...config.tls, ...served } as unknown as null } : { http: served }),
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    routerOptions: { maxParamLength: 200, ignoreTrailingSlash: true },
    clientErrorHandler: answerClientError,
    frameworkErrors: answerFrameworkError,
  })
  app.setValidatorCompiler(validatorCompiler)
  // Answers are made by the hub's own types and checked against their schemas by tests, not once per request.
  app.setSerializerCompiler(() => (answer) => JSON.stringify(answer))

  drainOnClose(app)
  errorAnswers(app)
  bodies(app)
  compressedJson(app)
  logRequests(app, { log, metrics: metrics?.metrics })
  ownAddress(app, config)
  otherProtocols.open(app, guard(app, config))
  await app.register(cookie)
  authentication(app, engine, accounts)
  limitRates(app, engine.rates)
  await documentation(app)
  if (metrics) metricsRoute(app, accounts, metrics)
  for (const door of doors) await app.register(door)
  await webApp(app, config.webRoot ?? null)
  await displayPage(app, config.displayRoot ?? null)
  return app
}

/** At its usual level the framework says only that it listens, once for each address. The hub says that itself. */
function withoutSmallTalk(log: FastifyBaseLogger): FastifyBaseLogger {
  return log.level === 'info' ? log.child({}, { level: 'warn' }) : log
}
