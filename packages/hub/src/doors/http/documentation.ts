// The contract, made from the schemas that the routes are checked with: /openapi.json for programs, /docs for people.
import { aboutContract, componentSchemas, inRestNames, templateOf } from '@baton/protocol'
import swagger from '@fastify/swagger'
import { type FastifyInstance, fastify } from 'fastify'
import { jsonSchemaTransform } from 'fastify-type-provider-zod'
import { route } from './route.ts'

/** Answers are described by the protocol's own schemas; on the wire their keys are the door's words. */
type Described = Parameters<typeof inRestNames>[0]

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
    transformObject: (made) =>
      'openapiObject' in made ? withComponents(made.openapiObject) : made.swaggerObject,
  })
  route(app, aboutContract.openapi, async (_request, reply) => {
    document ??= JSON.stringify(inRestNames(app.swagger() as unknown as Described))
    return reply.type('application/json; charset=utf-8').serializer(String).send(document)
  })
  let document: string | undefined

  // The page's own program is large and seldom wanted: it is loaded when somebody first looks.
  let pages: Promise<FastifyInstance> | undefined
  for (const shown of [aboutContract.docs, aboutContract.docsScript]) {
    route(app, shown, async (request, reply) => {
      pages ??= referencePages()
      const path = shown === aboutContract.docs ? '/docs/' : templateOf(shown.endpoint)
      const page = await (await pages).inject({ url: path, headers: { host: request.host } })
      const type = page.headers['content-type']
      return reply.type(String(type)).serializer(String).send(page.body)
    })
  }
}

/** What routes refer to by `$ref`. */
function withComponents<Made extends { components?: object }>(made: Made): Made {
  return { ...made, components: { ...made.components, schemas: componentSchemas() } }
}

async function referencePages(): Promise<FastifyInstance> {
  const { default: reference } = await import('@scalar/fastify-api-reference')
  const pages = fastify()
  await pages.register(reference, {
    routePrefix: '/docs',
    configuration: {
      url: './openapi.json',
      pageTitle: 'Baton',
      cdn: './docs/js/scalar.js',
      withDefaultFonts: false,
      telemetry: false,
      hideClientButton: true,
    },
  })
  return pages
}
