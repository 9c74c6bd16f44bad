import { migrate, openSqlite } from '@baton/hub/stores/sql'
import { scanScheduleContract } from '@baton/testing/contracts/library/scan-schedule'

scanScheduleContract({
  name: 'SQLite',
  async open() {
    const database = openSqlite({ path: ':memory:', synchronous: 'off' })
    await migrate(database)
    return database
  },
})
