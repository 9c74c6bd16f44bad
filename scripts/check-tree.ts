// House rules over the tracked files: no traces of one machine, a lockfile that names no server, files of one concept.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { plainSuffixes, suites } from './components.ts'
import { filesBelow } from './files.ts'
import { ALONE, measuresTime } from './schedule.ts'

const longestFile = 400
const binary = /\.(png|jpe?g|gif|webp|ico|woff2?|flac|mp3|ogg|opus|wav|m4a|aac|zip|gz|sqlite)$/i
const code = /\.(ts|tsx|mts|mjs|js|css)$/

/** One line per breach. */
export function treeProblems(root: string): readonly string[] {
  return trackedFiles(root).flatMap((file) => {
    const path = join(root, file)
    if (binary.test(file) || !existsSync(path) || !statSync(path).isFile()) return []
    const text = readFileSync(path, 'utf8')
    if (file === 'package-lock.json') return lockProblems(text)
    return [
      ...lineProblems(file, text),
      ...lengthProblems(file, text),
      ...seedProblems(file, text),
      ...aloneProblems(file, text),
      ...suffixProblems(file),
      ...buildProblems(file),
    ]
  })
}

const forbidden: readonly { readonly pattern: RegExp; readonly why: string; readonly only?: RegExp }[] = [
  {
    pattern: /(?<![\w.~$}-])\/(?:work|root|home|farm)\//,
    why: 'names a folder of one machine',
  },
  { pattern: /\b(?:TO[D]O|FIX[M]E)\b/, why: 'leaves work behind; do it or write it down as a decision' },
  { pattern: /@ts-(?:ignore|nocheck|expect-error)/, why: 'silences the type checker', only: code },
  {
    pattern: /\b(?:test|it|describe|suite)\.(?:only|todo|skip)\b|\bskip: true\b/,
    why: "leaves a test out of the run; where one must stay out, write { skip: 'the reason' }",
    only: code,
  },
  {
    pattern: /\bMath\.random\(|\bDate\.now\(\) %/,
    why: 'is random from run to run; take a seed from packages/testing/src/fakes/fixed-seeds.ts',
    only: /\.test\.tsx?$|^packages\/testing\//,
  },
  { pattern: /^registry\s*=/, why: 'names one package server', only: /(^|\/)\.npmrc$/ },
]

function lineProblems(file: string, text: string): readonly string[] {
  const problems: string[] = []
  for (const [index, line] of text.split('\n').entries()) {
    for (const { pattern, why, only } of forbidden) {
      if ((!only || only.test(file)) && pattern.test(line)) problems.push(`${file}:${index + 1}: ${why}.`)
    }
  }
  return problems
}

function lengthProblems(file: string, text: string): readonly string[] {
  const lines = text.split('\n').length - 1
  if (!code.test(file) || lines <= longestFile) return []
  return [`${file}: ${lines} lines; over ${longestFile} it is more than one concept, so divide it.`]
}

/** A property from a seed of its own fails once, and never again when somebody looks. */
function seedProblems(file: string, text: string): readonly string[] {
  const count = (part: string): number => text.split(part).length - 1
  if (!code.test(file) || count('fc.assert(') <= count('seeded(')) return []
  return [`${file}: has a property without a fixed seed; give fc.assert \`seeded()\` of fakes/fixed-seeds.`]
}

/** A mark that is misspelt or too far down would be overlooked, and the test would measure its neighbours. */
function aloneProblems(file: string, text: string): readonly string[] {
  if (!/\.test\.tsx?$/.test(file) || measuresTime(text) || !/^\/\/ Measures time\b/im.test(text)) return []
  return [`${file}: the mark of a test that runs alone is its first line, "${ALONE}".`]
}

/** A suffix nobody knows would hide a need from the runner. */
function suffixProblems(file: string): readonly string[] {
  const suffix = /[^/](\.[\w-]+\.test\.tsx?)$/.exec(file)?.[1]
  if (!suffix || plainSuffixes.includes(suffix) || suites.some((suite) => suite.suffix === suffix)) return []
  return [`${file}: scripts/components.ts does not know the suffix ${suffix}.`]
}

/** What a compiler keeps for its next run is of one machine, and out of date in every other clone. */
function buildProblems(file: string): readonly string[] {
  return /\.tsbuildinfo$/.test(file) ? [`${file}: was made by the compiler; leave it out.`] : []
}

/** A lockfile with server addresses would tie every installation to that server. */
function lockProblems(text: string): readonly string[] {
  const lines = text.split('\n')
  const index = lines.findIndex((line) => /"resolved": "https?:/.test(line))
  return index < 0 ? [] : [`package-lock.json:${index + 1}: names the server a package came from.`]
}

/** What git tracks or would add; without git, every file but the hidden ones. */
function trackedFiles(root: string): readonly string[] {
  try {
    const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard']
    const listed = execFileSync('git', args, {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 32 * 1024 * 1024,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    return listed.split('\0').filter((file) => file !== '')
  } catch {
    return [...filesBelow(root, ''), '.npmrc']
  }
}
