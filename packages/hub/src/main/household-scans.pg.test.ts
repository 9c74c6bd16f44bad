import { test } from 'node:test'
import { scansApart } from '@baton/testing/doors/two-households'
import { postgresPrograms } from '@baton/testing/machine/postgres'
import { sharedPostgres } from '@baton/testing/machine/shared-servers'

const skip = postgresPrograms() ? false : 'this machine has no Postgres server program'

test('[B39] [B40] [B43] the same two households on Postgres', { skip }, async () => {
  await using server = await sharedPostgres()
  await scansApart(await server.createDatabase())
})
