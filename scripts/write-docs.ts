// `npm run docs`: writes the pages that are generated from code.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { generatedPages } from './generated-pages.ts'

for (const [page, text] of Object.entries(generatedPages())) {
  const path = join(dirname(import.meta.dirname), page)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
  console.log(`Wrote ${page}.`)
}
