// The contract, made from the schemas that the routes are checked with: /openapi.json for programs, /docs for people.
import { toRest } from '@baton/protocol'
import swagger from '@fastify/swagger'
import { type FastifyInstance, fastify } from 'fastify'
import { jsonSchemaTransform } from 'fastify-type-provider-zod'

type Json = string | number | boolean | null | undefined | readonly Json[] | { readonly [key: string]: Json }

export async function documentation(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Baton',
        version: '1',
        description: 'One hub keeps one performance in time across everything a household owns.',
      },
      components: {
        securitySchemes: {
          bearer: { type: 'http', scheme: 'bearer' },
          cookie: { type: 'apiKey', in: 'cookie', name: 'baton_session' },
        },
      },
      security: [{ bearer: [] }, { cookie: [] }],
    },
    transform: (route) => jsonSchemaTransform(route),
  })
  app.get(
    '/openapi.json',
    { schema: { hide: true }, config: { access: 'open' } },
    async (_request, reply) => {
      document ??= JSON.stringify(inRestNames(app.swagger() as unknown as Json))
      return reply.type('application/json; charset=utf-8').serializer(String).send(document)
    },
  )
  let document: string | undefined

  // The page's own program is large and seldom wanted: it is loaded when somebody first looks.
  let pages: Promise<FastifyInstance> | undefined
  for (const url of ['/docs', '/docs/js/scalar.js']) {
    app.get(url, { schema: { hide: true }, config: { access: 'open' } }, async (request, reply) => {
      pages ??= referencePages()
      const path = url === '/docs' ? '/docs/' : url
      const page = await (await pages).inject({ url: path, headers: { host: request.host } })
      const type = page.headers['content-type']
      return reply.type(String(type)).serializer(String).send(page.body)
    })
  }
}

async function referencePages(): Promise<FastifyInstance> {
  const { default: reference } = await import('@scalar/fastify-api-reference')
  const pages = fastify()
  await pages.register(reference, {
    routePrefix: '/docs',
    configuration: {
      url: '/openapi.json',
      pageTitle: 'Baton',
      cdn: '/docs/js/scalar.js',
      withDefaultFonts: false,
      telemetry: false,
      hideClientButton: true,
    },
  })
  return pages
}

/** Answers are described by the protocol's own schemas; on the wire their keys are the door's words. */
function inRestNames(value: Json): Json {
  if (Array.isArray(value)) return value.map(inRestNames)
  if (typeof value !== 'object' || value === null) return value
  const renamed: Record<string, Json> = {}
  for (const [key, inner] of Object.entries(value)) {
    if (key === 'properties' && isObject(inner)) {
      renamed[key] = Object.fromEntries(
        Object.entries(inner).map(([name, schema]) => [restName(name), inRestNames(schema)]),
      )
    } else if (key === 'required' && Array.isArray(inner))
      renamed[key] = inner.map((name) => restName(String(name)))
    else renamed[key] = inRestNames(inner)
  }
  return renamed
}

function isObject(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function restName(name: string): string {
  return Object.keys(toRest({ [name]: 0 }) as object)[0] ?? name
}
