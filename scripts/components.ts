// The programs of the system that some suites need. A test file says by its suffix which ones (x.pg.test.ts); this
// file knows how to tell whether they are there and which Debian packages bring them.
import { execFileSync } from 'node:child_process'
import { accessSync, constants, existsSync, globSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** A suffix of test files and what the tests behind it need. */
export type Suite = {
  readonly suffix: string
  readonly needs: readonly Component[]
}

export type Component = {
  readonly name: string
  readonly packages: readonly string[]
  readonly isPresent: () => boolean
}

const postgres: Component = {
  name: 'PostgreSQL server',
  packages: ['postgresql'],
  isPresent: () => hasProgram('initdb') || globSync('/usr/lib/postgresql/*/bin/initdb').length > 0,
}
const nginx: Component = {
  name: 'nginx with nchan',
  packages: ['nginx', 'libnginx-mod-nchan'],
  isPresent: () => hasProgram('nginx') && existsSync('/usr/lib/nginx/modules/ngx_nchan_module.so'),
}
const networkNamespaces: readonly Component[] = [
  { name: 'root rights', packages: [], isPresent: () => process.getuid?.() === 0 },
  ofProgram('ip', 'iproute2'),
  ofProgram('nft', 'nftables'),
]
/** Freely licensed, and tagged by many hands. */
const DEBIAN_MUSIC = {
  'singularity-music': '/usr/share/games/singularity/music',
  'wesnoth-1.16-music': '/usr/share/games/wesnoth/1.16/data/core/music',
  'hyperrogue-music': '/usr/share/hyperrogue/music',
} as const
const debianMusic: Component = {
  name: 'music of Debian',
  packages: Object.keys(DEBIAN_MUSIC),
  isPresent: () => Object.values(DEBIAN_MUSIC).every((folder) => existsSync(folder)),
}
const sound: readonly Component[] = [
  ofProgram('pulseaudio', 'pulseaudio'),
  ofProgram('parec', 'pulseaudio-utils'),
  ofProgram('ffmpeg', 'ffmpeg'),
  ofProgram('flac', 'flac'),
]

/** The service for card readers, with a virtual reader, in a folder of its own below /run. */
const cardReaders: readonly Component[] = [
  { name: 'root rights', packages: [], isPresent: () => process.getuid?.() === 0 },
  ofProgram('pcscd', 'pcscd'),
  {
    name: 'vpcd',
    packages: ['vsmartcard-vpcd'],
    isPresent: () => existsSync('/usr/lib/pcsc/drivers/serial/libifdvpcd.so'),
  },
  ofProgram('mpv', 'mpv'),
]

/** A bus of the session, and programs that speak on it. */
const sessionBus: readonly Component[] = [
  ofProgram('dbus-daemon', 'dbus-daemon'),
  ofProgram('dbus-send', 'dbus-bin'),
]

const downloading: readonly Component[] = [ofProgram('yt-dlp', 'yt-dlp'), ofProgram('ffmpeg', 'ffmpeg')]

/** Debian's own, for the system's Python, with what it polls and speaks WebSocket by. */
const pythonSocketIo: Component = {
  name: 'python3-socketio',
  packages: ['python3', 'python3-socketio', 'python3-requests', 'python3-websocket'],
  isPresent: () =>
    ['socketio', 'requests', 'websocket'].every((name) =>
      existsSync(`/usr/lib/python3/dist-packages/${name}`),
    ),
}

/** A broker that stands beside hubs, and foreign clients of MQTT, by which displays are tried. */
const mqtt: readonly Component[] = [
  ofProgram('mosquitto', 'mosquitto'),
  ofProgram('mosquitto_pub', 'mosquitto-clients'),
  {
    name: 'python3-paho-mqtt',
    packages: ['python3', 'python3-paho-mqtt'],
    isPresent: () => existsSync('/usr/lib/python3/dist-packages/paho'),
  },
]

/** A foreign speaker of multicast DNS. */
const pythonZeroconf: Component = {
  name: 'python3-zeroconf',
  packages: ['python3', 'python3-zeroconf'],
  isPresent: () => existsSync('/usr/lib/python3/dist-packages/zeroconf'),
}

/** What figures of `npm run bench` stand beside. Where it cannot be had, their rows say so. */
export const referencePrograms: readonly Component[] = [
  ofProgram('mpd', 'mpd'),
  ofProgram('mpc', 'mpc'),
  ofProgram('supysonic-cli', 'supysonic'),
  nginx,
]

/** The suffixes that stand for a need. Files without one of them (.model and .e2e too) need nothing. */
export const suites: readonly Suite[] = [
  { suffix: '.pg.test.ts', needs: [postgres] },
  { suffix: '.redis.test.ts', needs: [ofProgram('redis-server', 'redis-server')] },
  {
    suffix: '.cluster.test.ts',
    needs: [postgres, ofProgram('redis-server', 'redis-server'), nginx, ofProgram('mosquitto', 'mosquitto')],
  },
  { suffix: '.music.test.ts', needs: [debianMusic] },
  { suffix: '.nginx.test.ts', needs: [nginx] },
  { suffix: '.python.test.ts', needs: [pythonSocketIo] },
  { suffix: '.mqtt.test.ts', needs: mqtt },
  { suffix: '.ytdlp.test.ts', needs: downloading },
  { suffix: '.netns.test.ts', needs: networkNamespaces },
  { suffix: '.mdns.test.ts', needs: [pythonZeroconf, ...networkNamespaces] },
  { suffix: '.pulse.test.ts', needs: sound },
  { suffix: '.mpv.test.ts', needs: [ofProgram('mpv', 'mpv')] },
  { suffix: '.pcsc.test.ts', needs: cardReaders },
  { suffix: '.dbus.test.ts', needs: sessionBus },
  { suffix: '.agent.test.ts', needs: [ofProgram('mpv', 'mpv'), ...sound] },
  {
    suffix: '.chromium.test.ts',
    needs: [ofProgram('chromium', 'chromium'), ...sound, ...downloading, ...networkNamespaces],
  },
]

/** Suffixes that need nothing but say what sort of tests stand there. */
export const plainSuffixes: readonly string[] = ['.model.test.ts', '.e2e.test.ts']

export function suiteOf(file: string): Suite | undefined {
  return suites.find(({ suffix }) => file.endsWith(suffix))
}

/** What these components lack here. */
export function missing(components: Iterable<Component>): readonly Component[] {
  return [...new Set(components)].filter((component) => !component.isPresent())
}

/** What to do about it, as one line for people. */
export function remedy(components: readonly Component[]): string {
  const packages = packagesOf(components)
  return packages.length > 0
    ? `On Debian this brings them: apt-get install -y --no-install-recommends ${packages.join(' ')}`
    : 'Run the tests as root for these.'
}

/**
 * Installs what is missing where that is this script's business: as root on a Debian. Returns what is still missing;
 * a failed installation is told, not thrown, because the tests that need nothing can run all the same.
 */
export function installMissing(
  components: Iterable<Component>,
  tell: (line: string) => void,
): readonly Component[] {
  const lacking = missing(components)
  if (packagesOf(lacking).length === 0 || process.getuid?.() !== 0 || !hasProgram('apt-get')) return lacking
  tell(`Installing ${packagesOf(lacking).join(', ')} for the tests that need them ...`)
  const apt = (...args: string[]): void => {
    execFileSync('apt-get', ['-qq', ...args], {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: 600_000,
    })
  }
  try {
    apt('update')
    apt('install', '-y', '--no-install-recommends', ...packagesOf(lacking))
  } catch (failure) {
    tell(`apt-get did not succeed: ${failure instanceof Error ? failure.message.trim() : String(failure)}`)
  }
  return missing(lacking)
}

function packagesOf(components: readonly Component[]): readonly string[] {
  return [...new Set(components.flatMap(({ packages }) => packages))]
}

function ofProgram(program: string, ...packages: string[]): Component {
  return { name: program, packages, isPresent: () => hasProgram(program) }
}

function hasProgram(name: string): boolean {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin']
  return folders.some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}
