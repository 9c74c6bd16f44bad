// Holds the docs to the code: generated pages to what they are made from, numbered rules to test titles, links to files.
import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { filesBelow, sourceFiles } from './files.ts'
import { generatedPages, type Pages } from './generated-pages.ts'
import { type Block, proseOf } from './markdown.ts'

/** One line per place where docs and code have drifted apart. */
export function docsProblems(root: string, pages: Pages = generatedPages()): readonly string[] {
  return [...pageProblems(root, pages), ...ruleProblems(root), ...linkProblems(root)]
}

function pageProblems(root: string, pages: Pages): readonly string[] {
  return Object.entries(pages).flatMap(([page, text]) => {
    const path = join(root, page)
    const isFresh = existsSync(path) && readFileSync(path, 'utf8') === text
    return isFresh ? [] : [`${page} is not what the code says. Run: npm run docs`]
  })
}

/** Rules are `- **R12** ...` lines of docs/protocol; tests name them as `[R12]` at the start of a title. */
function ruleProblems(root: string): readonly string[] {
  const rules = new Map<string, string>()
  const problems: string[] = []
  for (const file of filesBelow(root, 'docs/protocol').filter((name) => name.endsWith('.md'))) {
    for (const match of readFileSync(join(root, file), 'utf8').matchAll(
      /^\s*[-*] \*\*([A-Z]{1,3}\d+)\*\*/gm,
    )) {
      const id = match[1] ?? ''
      const before = rules.get(id)
      if (before) problems.push(`${file}: rule ${id} stands in ${before} already; take the next free number.`)
      else rules.set(id, file)
    }
  }
  const titles = titledRules(root)
  for (const [id, file] of rules) {
    if (!titles.has(id)) problems.push(`${file}: no test title names rule ${id}; begin one with [${id}].`)
  }
  for (const [id, file] of titles) {
    if (!rules.has(id))
      problems.push(`${file}: a test names rule [${id}], which no page of docs/protocol has.`)
  }
  return problems
}

/** Rule ids at the start of string literals, in test files and in the suites of packages/testing. */
function titledRules(root: string): ReadonlyMap<string, string> {
  const titled = new Map<string, string>()
  for (const file of sourceFiles(root)) {
    if (!/\.test\.tsx?$/.test(file) && !file.startsWith('packages/testing/src/')) continue
    if (file.startsWith('scripts/')) continue
    const text = readFileSync(join(root, file), 'utf8')
    for (const [, ids = ''] of text.matchAll(/['"`]((?:\[[A-Z]{1,3}\d+(?:, ?[A-Z]{1,3}\d+)*\] ?)+)/g)) {
      for (const [id] of ids.matchAll(/[A-Z]{1,3}\d+/g)) titled.set(id, file)
    }
  }
  return titled
}

/** Relative links must lead to a file, and a #part to a heading of it. */
function linkProblems(root: string): readonly string[] {
  return markdownFiles(root).flatMap((file) => {
    const prose = proseOf(readFileSync(join(root, file), 'utf8'))
    return [...prose.matchAll(/\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)/g)].flatMap(([, link = '']) => {
      if (/^[a-z][a-z+.-]*:/i.test(link)) return []
      const [path = '', anchor] = decodeURI(link).split('#')
      const target = path === '' ? file : posix.join(dirname(file), path)
      const full = join(root, target)
      if (target.startsWith('..') || !existsSync(full)) return [`${file}: the link ${link} leads nowhere.`]
      if (!anchor || !target.endsWith('.md') || statSync(full).isDirectory()) return []
      const isThere = anchorsOf(readFileSync(full, 'utf8')).has(anchor)
      return isThere ? [] : [`${file}: ${target} has no heading for #${anchor}.`]
    })
  })
}

/** All Markdown of the tree, hidden folders left out. */
export function markdownFiles(root: string): readonly string[] {
  return filesBelow(root, '').filter((file) => file.endsWith('.md'))
}

/** A fenced block is run when its language is followed by the word `run`. */
export function isRunnable(block: Block): boolean {
  return (block.language === 'ts' || block.language === 'sh') && block.words.includes('run')
}

function anchorsOf(text: string): ReadonlySet<string> {
  const seen = new Map<string, number>()
  const anchors = new Set<string>()
  for (const [, heading = ''] of proseOf(text).matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm)) {
    const slug = heading
      .toLowerCase()
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-')
    const times = seen.get(slug) ?? 0
    seen.set(slug, times + 1)
    anchors.add(times === 0 ? slug : `${slug}-${times}`)
  }
  return anchors
}
