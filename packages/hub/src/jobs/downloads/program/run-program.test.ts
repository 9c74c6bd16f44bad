import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { until } from '@baton/testing/worlds/hub-process-world'
import { type ProgramRun, runProgram } from './run-program.ts'

const NEVER = new AbortController().signal
const WITHIN_MS = 30_000

let folder: string
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'baton-program-'))
})
after(() => rm(folder, { recursive: true, force: true }))

function run(script: string, more: Partial<ProgramRun> = {}, signal = NEVER) {
  return runProgram({ program: 'sh', words: ['-c', script], folder, withinMs: WITHIN_MS, ...more }, signal)
}

test('[DL9] a program has an empty home, and of the hub’s variables the path alone', async () => {
  process.env.BATON_SECRET_OF_THE_TEST = 'secret'
  process.env.http_proxy = 'http://127.0.0.1:1'
  const lines: string[] = []
  try {
    await run('env; pwd', { onLine: (line) => lines.push(line) })
  } finally {
    delete process.env.BATON_SECRET_OF_THE_TEST
    delete process.env.http_proxy
  }
  const said = lines.join('\n')
  assert.doesNotMatch(said, /secret|proxy/i)
  for (const name of ['HOME', 'XDG_CONFIG_HOME', 'XDG_CACHE_HOME']) {
    assert.ok(lines.includes(`${name}=${folder}`), `${name} in ${said}`)
  }
  assert.ok(lines.includes('YTDLP_NO_PLUGINS=1'))
  assert.equal(lines.at(-1), folder)
})

test('[DL9] words are words, whatever a shell would make of them', async () => {
  const lines: string[] = []
  const words = ['%s\n', '$(touch made); `touch made` | ; & "quoted"']
  await runProgram(
    { program: 'printf', words, folder, withinMs: WITHIN_MS, onLine: (line) => lines.push(line) },
    NEVER,
  )
  assert.deepEqual(lines, [words[1]])
  await assert.rejects(readFile(join(folder, 'made')))
})

test('[DL7] with its signal a program ends, and so does what it has started', async () => {
  const stop = new AbortController()
  const pids: number[] = []
  const running = run(
    'sleep 600 & echo $!; sleep 600',
    { onLine: (line) => pids.push(Number(line)) },
    stop.signal,
  )
  await until('it runs', async () => pids.length > 0)
  stop.abort(new Error('enough'))
  await assert.rejects(running, /enough/)
  await until('its child is gone', async () => !(await isRunning(Number(pids[0]))))
})

test('[DL6] it is told how a program ended: well, badly, never begun, or too slow', async () => {
  assert.equal((await run('exit 0')).how, 'well')
  assert.deepEqual(await run('echo sorry >&2; exit 3'), { how: 'badly', said: 'sorry\n' })
  assert.equal((await run('', { program: join(folder, 'nothing') })).how, 'missing')
  assert.equal((await run('sleep 600', { silentMs: 50 })).how, 'too-slow')
})

/** One that nobody has taken leave of is dead all the same. */
async function isRunning(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null)
  return stat !== null && !/\) Z /.test(stat)
}
