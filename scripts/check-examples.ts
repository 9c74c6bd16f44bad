// Runs the examples of the docs: fenced blocks marked `ts run` or `sh run` must end with exit code 0.
import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { isRunnable, markdownFiles } from './check-docs.ts'
import { type Block, blocksOf } from './markdown.ts'

const limitMs = 60_000

/** One entry per example that fails, with what it printed. */
export async function exampleProblems(root: string): Promise<readonly string[]> {
  // The TypeScript lies inside the checkout, because from there Node finds the packages of the workspace.
  const folder = join(root, `.examples-${process.pid}`)
  mkdirSync(folder)
  try {
    const problems: string[] = []
    for (const file of markdownFiles(root)) {
      for (const block of blocksOf(readFileSync(join(root, file), 'utf8')).filter(isRunnable)) {
        const output = await failureOf(block, root, folder)
        if (output !== undefined) problems.push(`${file}:${block.line}: the example fails:\n${output}`)
      }
    }
    return problems
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Undefined when the example runs through, else what it printed. */
function failureOf(block: Block, root: string, folder: string): Promise<string | undefined> {
  const path = join(folder, `line-${block.line}.${block.language}`)
  writeFileSync(path, block.text)
  const [command, args] =
    block.language === 'ts' ? [process.execPath, [path]] : ['bash', ['-euo', 'pipefail', path]]
  const env = {
    ...process.env,
    PATH: `${join(root, 'node_modules/.bin')}${delimiter}${process.env.PATH ?? ''}`,
  }
  return new Promise((settle) => {
    execFile(command, args, { cwd: root, env, timeout: limitMs }, (failure, stdout, stderr) => {
      if (!failure) return settle(undefined)
      const why = failure.killed ? `it did not end within ${limitMs / 1000} s` : `exit code ${failure.code}`
      settle(`${why}\n${stdout}${stderr}`.trimEnd())
    })
  })
}
