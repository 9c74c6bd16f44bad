// `npm run docs`: writes the pages that are generated from code.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { errorsPage, errorsPagePath } from './errors-page.ts'

const path = join(dirname(import.meta.dirname), errorsPagePath)
mkdirSync(dirname(path), { recursive: true })
writeFileSync(path, errorsPage())
console.log(`Wrote ${errorsPagePath}.`)
