import { after, before, describe } from 'node:test'
import { openPostgres } from '@baton/hub/stores/sql'
import { postgresPrograms } from '../machine/postgres.ts'
import { type SharedPostgres, sharedPostgres } from '../machine/shared-servers.ts'
import { noteDoorsSuite } from './doors-suite.ts'
import { noteSuite } from './note-suite.ts'

const skip = postgresPrograms() ? false : 'this machine has no Postgres server program'

describe('Postgres', { skip }, () => {
  let server: SharedPostgres | null = null
  before(async () => {
    server = await sharedPostgres()
  })
  after(() => server?.[Symbol.asyncDispose]())

  noteSuite('Postgres', async () => {
    const database = await open()
    return { ...database, [Symbol.asyncDispose]: () => database.close() }
  })
  noteDoorsSuite('Postgres', open)

  async function open() {
    if (!server) throw new Error('The server is not running')
    return openPostgres({ url: await server.createDatabase(), max: 4 })
  }
})
