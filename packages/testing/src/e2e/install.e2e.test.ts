import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { agentFiles, installDoor } from '@baton/hub/doors/install'
import { installLine } from '@baton/protocol'
import { lacking } from '../machine/child.ts'
import { program } from '../machine/user-units.ts'
import { type BareMachineOptions, bareMachine } from '../worlds/bare-machine.ts'
import { serveHub } from '../worlds/http-world.ts'
import { until } from '../worlds/hub-process-world.ts'

const skip = lacking('setpriv', 'curl')
const TIMEOUT = { skip, timeout: 120_000 }
const AGENT = fileURLToPath(new URL('../../../agent/dist', import.meta.url))
const UNIT = 'baton-agent.service'
const PLAYER = 'echo "mpv 0.35.1 Copyright"'

test(
  '[IN2] a script that is not the one of the line is not run, an agent that the script does not know is not kept',
  TIMEOUT,
  async () => {
    await using world = await installWorld()
    const other = installLine(world.baseUrl, 'a'.repeat(64))
    const refused = world.machine.type(other)
    assert.notEqual(await refused.code, 0)
    assert.match(refused.said(), /FAILED/)
    assert.doesNotMatch(refused.said(), /loudspeaker/)

    // The hub's agent is another one by the time that the script asks for it.
    await world.machine.give(
      'curl',
      `case "$*" in *mjs*) shift $(($# - 1)); echo no > "$1";; *) exec /usr/bin/curl "$@";; esac`,
    )
    const changed = world.machine.type(world.line)
    assert.equal(await changed.code, 1)
    assert.match(changed.said(), /not the agent that this line is for/)
    assert.equal(await world.machine.read('.local/share/baton-agent/baton-agent.mjs'), null)
  },
)

test('[IN4] what is missing is said, with the words that bring it', TIMEOUT, async () => {
  await using world = await installWorld({ lacks: ['mpv'] }, null)
  const { machine } = world
  await machine.give('apt-get', 'exit 0')
  const without = machine.type(world.line)
  assert.equal(await without.code, 1)
  assert.match(without.said(), /mpv is missing[\s\S]*sudo apt-get install --no-install-recommends mpv/)
  await machine.give('mpv', 'echo "mpv 0.32.0 Copyright"')
  const old = machine.type(world.line)
  assert.equal(await old.code, 1)
  assert.match(old.said(), /mpv 0\.32 is too old: it has to be 0\.35 or newer/)
})

test(
  '[IN4] a machine without Node is brought one, and none that is not the one of the lockfile',
  TIMEOUT,
  async () => {
    await using world = await installWorld({ lacks: ['node'] })
    const { machine } = world
    const line = await world.lineWithNode(({ sha512 }) =>
      sha512.replace(/^./, (digit) => (digit === '0' ? '1' : '0')),
    )
    const refused = machine.type(line)
    assert.equal(await refused.code, 1)
    assert.match(refused.said(), /not the Node that the hub knows/)
    const typed = machine.type(await world.lineWithNode(({ sha512 }) => sha512))
    assert.equal(await typed.code, 0, typed.said())
    assert.match(typed.said(), /Fetching Node 26\.0\.0 [\s\S]*and type {2}\w{4}-\w{4}/)
    assert.match((await machine.read(`.config/systemd/user/${UNIT}`)) ?? '', /baton-agent\/node" "/)
  },
)

test(
  '[IN5] where there are no units it runs in front of whoever asked, until it is ended',
  TIMEOUT,
  async () => {
    await using world = await installWorld({ lacks: ['systemctl'] })
    const typed = world.machine.type(`${world.line} --name "The \\"big\\" room"`)
    await until('it shows its code', async () => /and type {2}\w{4}-\w{4}/.test(typed.said()))
    assert.match(typed.said(), /There is no systemd here/)
    typed.end()
    // Its ends of the pipes are closed: nothing of it runs any more.
    await typed.code
  },
)

test(
  '[IN5] what was said once is kept, whatever signs are in it, and systemd finds nothing wrong with the unit',
  TIMEOUT,
  async () => {
    await using world = await installWorld()
    const { machine } = world
    const settings = async () => (await machine.read('.local/share/baton-agent/settings')) ?? ''
    const typed = machine.type(
      `${world.line} --name 'A "big" \\ $HOME \`id\` room' --replaygain off --tag-reader evdev:Sycreader`,
    )
    assert.equal(await typed.code, 0, typed.said())
    const before = await settings()
    assert.match(before, /^BATON_NAME="A \\"big\\" \\\\ \\\$HOME \\`id\\` room"$/m)
    assert.match(before, /^BATON_TAG_READER="evdev:Sycreader"$/m)
    if (/^input:/m.test(await readFile('/etc/group', 'utf8')))
      assert.match(typed.said(), /Only the group input may read the tag reader/)
    const again = machine.type(world.line)
    assert.equal(await again.code, 0, again.said())
    assert.equal(await settings(), before)
    const wrong = machine.type(`${world.line} --name 'a\nb'`)
    assert.equal(await wrong.code, 1)
    if (!existsSync('/usr/bin/systemd-analyze')) return
    const unit = join(machine.home, '.config/systemd/user', UNIT)
    const env = { ...process.env, XDG_RUNTIME_DIR: machine.home }
    execFileSync('/usr/bin/systemd-analyze', ['--user', 'verify', unit], { stdio: 'pipe', env })
  },
)

test(
  '[IN8] it is installed so that the hub calls it, in the place of a box too, stays so, and follows again when told to',
  TIMEOUT,
  async () => {
    await using world = await installWorld()
    const { machine, line } = world
    const settings = async () => (await machine.read('.local/share/baton-agent/settings')) ?? ''
    const ofNoUse = machine.type(`${line} --listen 9000 --box`)
    assert.equal(await ofNoUse.code, 1)
    assert.match(ofNoUse.said(), /--listen goes with neither --box nor --tag-reader/)
    const called = `${line} --listen 127.0.0.1:0 --callers '127.0.0.1, 192.168.1.0/24'`
    // What one kind was told is nothing to the other.
    for (const otherwise of [called, `${line} --box --tag-reader /dev/ttyUSB0`]) {
      const before = machine.type(otherwise)
      assert.equal(await before.code, 0, before.said())
    }
    assert.doesNotMatch(await settings(), /BATON_LISTEN|BATON_CALLERS/)
    const typed = machine.type(called)
    assert.equal(await typed.code, 0, typed.said())
    assert.match(typed.said(), /and type {2}\w{4}-\w{4}/)
    const before = await settings()
    assert.doesNotMatch(before, /BATON_BOX|BATON_TAG_READER/)
    assert.match(before, /^BATON_LISTEN="127\.0\.0\.1:0"$/m)
    assert.match(before, /^BATON_CALLERS="127\.0\.0\.1, 192\.168\.1\.0\/24"$/m)
    const again = machine.type(line)
    assert.equal(await again.code, 0, again.said())
    assert.equal(await settings(), before)
    const following = machine.type(`${line} --follow`)
    assert.equal(await following.code, 0, following.said())
    assert.doesNotMatch(await settings(), /BATON_LISTEN|BATON_CALLERS/)
    const gone = machine.type(`${line} --uninstall`)
    assert.equal(await gone.code, 0, gone.said())
    assert.equal(await machine.read('.local/share/baton-agent/settings'), null)
  },
)

/** A hub that hands out the real agent, and a machine. `player` is what its mpv is; null: as the machine has it. */
async function installWorld(options: BareMachineOptions = {}, player: string | null = PLAYER) {
  await using made = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'baton-handed-out-'))
  made.defer(() => rm(folder, { recursive: true, force: true }))
  const machine = made.use(await bareMachine({ ...options, lacks: [...(options.lacks ?? []), 'mpv'] }))
  if (player !== null) await machine.give('mpv', player)

  const open = made.move()
  const hubOf = async (files: ReturnType<typeof agentFiles>) => {
    const { baseUrl } = open.use(
      await serveHub({ moreDoors: [installDoor({ files, ownCertificate: () => null })] }),
    )
    const { installer } = (await files?.()) ?? {}
    return { baseUrl, line: installLine(baseUrl, installer?.sha256 ?? '') }
  }

  /** The line of a hub that knows a Node for this machine, by the hash that is said. */
  async function lineWithNode(hashOf: (packed: { sha512: string }) => string): Promise<string> {
    const packed = await packedNode(folder)
    const server = createServer((_request, response) => response.end(packed.bytes)).listen(0, '127.0.0.1')
    open.defer(() => void server.close())
    await once(server, 'listening')
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/node.tgz`
    const machineName = execFileSync('uname', ['-m'], { encoding: 'utf8' }).trim()
    const known = { machine: machineName, version: '26.0.0', url, sha512: hashOf(packed) }
    await writeFile(join(folder, 'node-packages.json'), JSON.stringify([known]))
    await writeFile(join(folder, 'baton-agent.mjs'), await readFile(join(AGENT, 'baton-agent.mjs')))
    return (await hubOf(agentFiles(folder))).line
  }

  const hub = await hubOf(agentFiles(AGENT))
  return { ...hub, machine, lineWithNode, [Symbol.asyncDispose]: () => open.disposeAsync() }
}

/** As the registry has it, but small: its Node is the one that runs this. */
async function packedNode(folder: string): Promise<{ readonly bytes: Buffer; readonly sha512: string }> {
  await mkdir(join(folder, 'package/bin'), { recursive: true })
  await program(join(folder, 'package/bin/node'), `exec '${process.execPath}' "$@"`)
  execFileSync('tar', ['-czf', 'node.tgz', 'package'], { cwd: folder })
  const bytes = await readFile(join(folder, 'node.tgz'))
  return { bytes, sha512: createHash('sha512').update(bytes).digest('hex') }
}
