import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { png } from '@baton/testing/artwork/pixel-art'
import { uploadArtwork } from '@baton/testing/artwork/upload-artwork'
import { lacking, spawnOwned } from '@baton/testing/machine/child'
import { cuttableLink } from '@baton/testing/machine/cuttable-link'
import { serveHub } from '@baton/testing/worlds/http-world'
import { until } from '@baton/testing/worlds/hub-process-world'

const BIN = fileURLToPath(new URL('./bin.ts', import.meta.url))
const BEN = { username: 'Ben', password: 'another long password' }
const WITHIN_MS = 90_000
const plan = { skip: lacking('setpriv'), timeout: 240_000 }

test(
  '[RD9] [RD20] killed before and after it has told what was seen, all of that is counted, and once',
  plan,
  async () => {
    await using folder = await temporaryFolder()
    await using hub = await serveHub({ limits: { read: 100_000 } })
    await using link = await cuttableLink(hub.port)
    const ada = await hub.program()
    await ada.post('/users', { ...BEN, role: 'listener' })
    const ben = await hub.program(undefined, BEN)
    const posts: number[] = []
    for (const seed of [1, 2, 3]) {
      const image = await png({ seed })
      posts.push(
        (await uploadArtwork(hub.baseUrl, ada.token, { image, title: `Harbour ${seed}` })).post.post_id,
      )
    }
    const impressions = async (postId: number) =>
      Number((await ada.ask(`/api/post/${postId}/stats`)).json.impressions)
    const words = [
      '--hub',
      link.url,
      '--data',
      folder.path,
      '--order',
      'server',
      '--dwell',
      '5',
      '--name',
      'Shelf',
    ]
    const lines: string[] = []

    await using first = headless(words, lines)
    const code = await first.line(/^code (\w{6})$/)
    const registered = await ben.post('/api/player/register', { registration_code: code[1], name: 'Shelf' })
    assert.equal(registered.status, 201, registered.text)
    assert.equal(registered.json.model, 'Shelf')
    const key = String(registered.json.player_key)
    assert.deepEqual((await first.line(/^shown (\d+) channel all "Harbour 1" by Ada$/))[1], String(posts[0]))
    const told = await ben.post(`/api/player/${key}/command`, { command: 'set_brightness', brightness: 30 })
    assert.equal(told.status, 200, told.text)
    // At once behind what it has seen: whether the hub was told, and whether it has answered, nobody can say.
    await first.line(/^seen /)
    await first.kill()

    await using second = headless(words, lines)
    await second.line(/^hub live$/)
    const before = lines.length
    await second.line(/^shown /)
    void link.stopAfter(0)
    // What it sees now the hub is never told by it.
    await until(
      'it has seen another',
      async () => lines.slice(before).some((line) => /^seen /.test(line)),
      WITHIN_MS,
    )
    await second.kill()
    link.cut()
    link.heal()

    await using third = headless(words, lines)
    // It goes on seeing: both are compared when neither has moved while the other was read.
    await until(
      'the hub has counted what was seen, each once',
      async () => {
        const before = seenOf(posts, lines)
        const counted = await Promise.all(posts.map(impressions))
        const isEqual = counted.every((count, nth) => count === before[nth])
        return isEqual && String(seenOf(posts, lines)) === String(before)
      },
      WITHIN_MS,
    )
    assert.ok(seenOf(posts, lines).reduce((sum, count) => sum + count) >= 2, lines.join('\n'))
    assert.equal(await third.end(), 0)
    const [shown] = (await ben.ask('/api/player')).json as unknown as readonly Record<string, unknown>[]
    assert.deepEqual(
      [shown?.connection_status, shown?.firmware_version, shown?.brightness],
      ['offline', 'baton-headless 1', 30],
    )
  },
)

test(
  '[RD20] one display runs with each folder, and what was typed wrongly is told in a line',
  plan,
  async () => {
    await using folder = await temporaryFolder()
    // Where nobody listens it waits for the hub.
    const words = ['--hub', 'http://127.0.0.1:9', '--data', folder.path]
    await using first = headless(words)
    await first.line(/^the hub is away$/)
    await using second = headless(words)
    assert.equal(await second.ended, 2)
    assert.match(second.said(), /^Another display runs with the folder .*\n$/)
    await using third = headless(['--hub', 'ftp://hub'])
    assert.equal(await third.ended, 2)
    assert.equal(third.said(), '--hub has to be an address that begins with http:// or https://\n')
  },
)

/** Of each artwork, how often it was seen. */
function seenOf(posts: readonly number[], lines: readonly string[]): readonly number[] {
  return posts.map((postId) => lines.filter((line) => line.startsWith(`seen ${postId} `)).length)
}

/** The program, and the lines that it prints. `lines` gathers them over several runs. */
function headless(words: readonly string[], lines: string[] = []) {
  const flags = ['--disable-warning=ExperimentalWarning']
  const child = spawnOwned(process.execPath, [...flags, BIN, ...words])
  const from = lines.length
  let said = ''
  let rest = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => {
      said += text
      const parts = (rest + text).split('\n')
      rest = parts.pop() ?? ''
      lines.push(...parts)
    })
  const closed = once(child, 'close')
  return {
    said: () => said,
    ended: closed.then(([code]) => code as number | null),
    /** The first line of this run that is one of these. */
    line: (pattern: RegExp) =>
      until(
        `a line is ${pattern}`,
        async () => {
          assert.ok(child.exitCode === null && child.signalCode === null, said)
          return lines
            .slice(from)
            .map((line) => pattern.exec(line))
            .find((match) => match !== null)
        },
        WITHIN_MS,
      ),
    async kill() {
      child.kill('SIGKILL')
      await closed
    },
    async end(): Promise<number | null> {
      child.kill('SIGTERM')
      return (await closed)[0] as number | null
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await closed
    },
  }
}

async function temporaryFolder() {
  const path = await mkdtemp(join(tmpdir(), 'baton-headless-'))
  return {
    path,
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  }
}
