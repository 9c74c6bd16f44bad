// The programs that scan the same music for comparison, both from Debian. Each reads it into an empty database, and
// then looks at it once more.
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { startMpd } from './mpd.ts'

const run = promisify(execFile)
const POLL_MS = 5
const WITHIN_MS = 300_000

/** Both in milliseconds. */
export type Scans = { readonly first: number; readonly repeated: number }

export function isThere(program: 'mpd' | 'supysonic-cli'): boolean {
  return existsSync(`/usr/bin/${program}`)
}

export async function scanWithMpd(music: string, folder: string, files: number): Promise<Scans> {
  const begun = performance.now()
  await using mpd = await startMpd(music, folder)
  await until(async () => {
    const answer = await mpd.ask('status\nstats\n').catch(() => '')
    return answer.includes(`songs: ${files}`) && !answer.includes('updating_db')
  })
  const first = performance.now() - begun
  const again = performance.now()
  await mpd.ask('update\n')
  await until(async () => !(await mpd.ask('status\n')).includes('updating_db'))
  return { first, repeated: performance.now() - again }
}

export async function scanWithSupysonic(music: string, folder: string): Promise<Scans> {
  await mkdir(folder, { recursive: true })
  await writeFile(
    join(folder, 'supysonic.conf'),
    `[base]\ndatabase_uri = sqlite:///${join(folder, 'supysonic.db')}\n[daemon]\nsocket = ${join(folder, 'none.sock')}\n`,
  )
  const supysonic = (...words: readonly string[]) =>
    run('supysonic-cli', [...words], { cwd: folder, env: { PATH: '/usr/bin:/bin', HOME: folder } })
  await supysonic('folder', 'add', 'Music', music)
  const timed = async () => {
    const begun = performance.now()
    await supysonic('folder', 'scan', '--foreground', 'Music')
    return performance.now() - begun
  }
  return { first: await timed(), repeated: await timed() }
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + WITHIN_MS
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error('The scan did not end.')
    await sleep(POLL_MS)
  }
}
