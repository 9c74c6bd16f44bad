import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'

const PATH = '/display'

/** Serves the built page of a display at `/display/`. What it loads has a hash in its name and never changes. */
export async function displayPage(app: FastifyInstance, root: string | null): Promise<void> {
  const page = root && join(root, 'index.html')
  if (!root || !page || !existsSync(page)) return
  app.get(PATH, { schema: { hide: true } }, async (request, reply) => {
    const [path = '', query] = request.url.split('?', 2)
    // Its files lie below it, so its address ends with a slash; relative, since a proxy may have put the hub under a path.
    if (!path.endsWith('/')) return reply.redirect(query === undefined ? 'display/' : `display/?${query}`)
    return reply
      .header('cache-control', 'no-cache')
      .type('text/html; charset=utf-8')
      .send(await readFile(page))
  })
  await app.register(fastifyStatic, {
    root: join(root, 'assets'),
    prefix: `${PATH}/assets/`,
    decorateReply: false,
    wildcard: false,
    index: false,
    preCompressed: true,
    globIgnore: ['**/*.br', '**/*.gz'],
    cacheControl: false,
    setHeaders: (reply) => void reply.header('cache-control', 'public, max-age=31536000, immutable'),
  })
}
