import { writeFixtures } from './fixtures.ts'

await writeFixtures()
