// The checks that need no running program: types, lint and format, imports, docs, house rules, examples.
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { docsProblems } from './check-docs.ts'
import { exampleProblems } from './check-examples.ts'
import { importProblems } from './check-imports.ts'
import { treeProblems } from './check-tree.ts'

/** What one check found: no problems means that it passed. */
export type Outcome = {
  readonly name: string
  readonly problems: readonly string[]
  readonly tookMs: number
}

/** Runs every check, two programs at a time at most, and tells each outcome as soon as it is known. */
export async function runChecks(root: string, tell: (outcome: Outcome) => void): Promise<readonly Outcome[]> {
  const run = async (name: string, check: () => Promise<readonly string[]> | readonly string[]) => {
    const started = performance.now()
    const problems = await Promise.resolve()
      .then(check)
      .catch((failure: unknown) => [String(failure)])
    const outcome = { name, problems, tookMs: performance.now() - started }
    tell(outcome)
    return outcome
  }
  const types = run('types', () => program(root, 'tsc', ['-p', 'tsconfig.json', '--pretty', 'false']))
  const lint = run('lint and format', () =>
    program(root, 'biome', ['check', '--colors=off', '--max-diagnostics=40']),
  )
  const quick = [
    await run('imports', () => importProblems(root)),
    await run('docs', () => docsProblems(root)),
    await run('house rules', () => treeProblems(root)),
  ]
  await lint
  const examples = await run('examples in the docs', () => exampleProblems(root))
  return [await types, await lint, ...quick, examples]
}

/** Nothing when the program ends well, else all it printed as one problem. */
function program(root: string, name: string, args: readonly string[]): Promise<readonly string[]> {
  const path = join(root, 'node_modules/.bin', name)
  const options = { cwd: root, maxBuffer: 16 * 1024 * 1024, shell: process.platform === 'win32' }
  return new Promise((settle) => {
    execFile(path, args, options, (failure, stdout, stderr) => {
      settle(failure ? [`${stdout}${stderr}`.trim() || failure.message] : [])
    })
  })
}
