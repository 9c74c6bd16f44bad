import assert from 'node:assert/strict'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { finish, lackingNamespaces, spawnOwned } from './child.ts'
import { makeNetwork, type Network } from './network-namespaces.ts'
import { reach } from './reach.ts'

const skip = lackingNamespaces()

const serve = `require('node:http').createServer((_, answer) => answer.end('hello from ' + process.argv[1]))
  .listen(8080, () => console.log('listening'))`
const fetchText = `fetch(process.argv[1], { signal: AbortSignal.timeout(1500) })
  .then((answer) => answer.text()).then((text) => console.log(text), (error) => { console.error(error); process.exit(1) })`

test('hosts reach each other at their own addresses, and not the machine they run on', { skip }, async () => {
  await using network = await makeNetwork({ hosts: ['hub', 'a'] })
  await serveOn(network, 'hub')
  assert.equal(network.address('hub'), '10.77.0.1')
  assert.equal(await get(network, 'a', 'http://10.77.0.1:8080/'), 'hello from hub')
  await assert.rejects(get(network, 'a', 'http://127.0.0.1:8080/'), /ECONNREFUSED/)
})

test('a cut host is alone until it is restored, whether it is told or not', { skip }, async () => {
  await using network = await makeNetwork({ hosts: ['hub', 'a', 'b'] })
  await serveOn(network, 'hub')
  const url = `http://${network.address('hub')}:8080/`
  for (const kind of ['unplugged', 'silent'] as const) {
    await network.cut('a', kind)
    const { stdout } = await finish(network.run('a', 'cat', ['/sys/class/net/eth0/carrier']))
    assert.equal(stdout.trim(), kind === 'silent' ? '1' : '0')
    await assert.rejects(get(network, 'a', url))
    assert.equal(await get(network, 'b', url), 'hello from hub')
    await network.restore('a')
    assert.equal(await get(network, 'a', url), 'hello from hub')
  }
})

test('the test process reaches a host by way of another', { skip }, async () => {
  await using network = await makeNetwork({ hosts: ['hub', 'desk'] })
  await serveOn(network, 'hub')
  await using way = await reach(network, { from: 'desk', to: 'hub', port: 8080 })
  for (let time = 0; time < 3; time += 1) {
    assert.equal(await (await fetch(way.url)).text(), 'hello from hub')
  }
})

test('two networks live side by side, and nothing of them is left', { skip }, async () => {
  {
    await using one = await makeNetwork({ hosts: ['hub'] })
    await using two = await makeNetwork({ hosts: ['hub'] })
    assert.equal(one.address('hub'), two.address('hub'))
    const sleeper = one.run('hub', 'sleep', ['60'])
    const gone = once(sleeper, 'exit')
    await one[Symbol.asyncDispose]()
    assert.equal((await gone)[1], 'SIGTERM')
    assert.equal(own().length, 2)
  }
  assert.deepEqual(own(), [])
})

test('what a killed process left behind is removed by the next network', { skip }, async () => {
  const module = fileURLToPath(new URL('./network-namespaces.ts', import.meta.url))
  const script = `import { makeNetwork } from ${JSON.stringify(module)}
    const network = await makeNetwork({ hosts: ['hub'] })
    network.run('hub', 'sleep', ['60'], { stdio: 'ignore' })
    console.log('made')
    setInterval(() => {}, 1000)`
  const child = spawnOwned(process.execPath, ['--input-type=module-typescript', '--eval', script])
  assert.ok(child.stdout)
  await once(child.stdout, 'data')
  const exited = once(child, 'exit')
  child.kill('SIGKILL')
  await exited
  assert.equal(own(child).length, 2)
  await using network = await makeNetwork({ hosts: ['hub'] })
  assert.deepEqual(own(child), [])
  assert.deepEqual(network.hosts, ['hub'])
})

test('names that the ip program could misread, and unknown hosts, are refused', { skip }, async () => {
  for (const hosts of [[], ['a b'], ['a', 'a'], ['switch'], ['a-much-too-long-name']]) {
    await assert.rejects(makeNetwork({ hosts }), RangeError)
  }
  await using network: Network<string> = await makeNetwork({ hosts: ['hub'] })
  assert.throws(() => network.run('tv', 'true'), /no host "tv"/)
})

async function serveOn<Host extends string>(network: Network<Host>, host: Host): Promise<void> {
  const server = network.run(host, process.execPath, ['--eval', serve, host])
  assert.ok(server.stdout)
  await once(server.stdout, 'data')
}

async function get<Host extends string>(network: Network<Host>, host: Host, url: string): Promise<string> {
  const { stdout } = await finish(network.run(host, process.execPath, ['--eval', fetchText, url]))
  return stdout.trim()
}

function own(child: Pick<ChildProcess, 'pid'> = process): readonly string[] {
  return readdirSync('/run/netns').filter((name) => name.startsWith(`baton-${child.pid}-`))
}
