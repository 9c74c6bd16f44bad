// Nginx before several workers, with the very locations that deploy/nginx gives to people.
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { lacking, type spawnOwned } from './child.ts'
import { freePort } from './ports.ts'
import { type ServerProcess, startServer } from './server-process.ts'

const DEPLOY = fileURLToPath(new URL('../../../../deploy/nginx', import.meta.url))

export interface NginxOptions {
  /** Where the workers are, as `address:port`. */
  readonly workers: readonly string[]
  readonly port?: number
  readonly host?: string
  readonly spawn?: typeof spawnOwned
  /** The music folder, where Nginx sends the music by itself; missing: the workers send it. */
  readonly music?: string
}

/** For a test's `skip`. */
export function lackingNginx(): string | false {
  return lacking('nginx', 'setpriv')
}

export async function startNginx({
  workers,
  port,
  host = '127.0.0.1',
  spawn,
  music,
}: NginxOptions): Promise<ServerProcess> {
  const place = port ?? (await freePort())
  const inHttp = (folder: string) => serversOf(folder, `${host}:${place}`, workers, music)
  return startNginxWith({ port: place, inHttp, ...(spawn && { spawn }) })
}

/** One with a configuration of its own; `inHttp` says what stands in the block `http`. */
export async function startNginxWith({
  port,
  inHttp,
  spawn,
}: Pick<NginxOptions, 'spawn'> & {
  readonly port: number
  readonly inHttp: (folder: string) => Promise<string>
}): Promise<ServerProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'baton-nginx-'))
  await mkdir(join(folder, 'temp'))
  const config = join(folder, 'nginx.conf')
  await writeFile(config, configOf(folder, await inHttp(folder)))
  return startServer({
    command: 'nginx',
    args: ['-p', folder, '-c', config, '-e', 'stderr'],
    port,
    ready: /start worker process/,
    ...(spawn && { spawn }),
    tidy: () => rm(folder, { recursive: true, force: true }),
  })
}

function configOf(folder: string, inHttp: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  return `${process.getuid?.() === 0 ? 'user root;\n' : ''}daemon off;
worker_processes 1;
worker_rlimit_nofile 20000;
pid ${folder}/nginx.pid;
error_log stderr notice;
events { worker_connections 10000; }
http {
  access_log off;
${temporary.map((name) => `  ${name}_temp_path ${folder}/temp/${name};`).join('\n')}
${inHttp}
}
`
}

async function serversOf(
  folder: string,
  listen: string,
  workers: readonly string[],
  music: string | undefined,
): Promise<string> {
  const servers = workers.map((worker) => `    server ${worker} max_fails=1 fail_timeout=2s;`).join('\n')
  const given = (name: string) => readFile(join(DEPLOY, name), 'utf8')
  const files = (path: string, text: string) =>
    text.replaceAll('/run/baton-files.sock', join(folder, 'files.sock')).replaceAll('/mnt/Music', path)
  return `${await given('maps.conf')}
${music === undefined ? '' : files(music, await given('music-files.conf'))}
  upstream baton {
${servers}
    keepalive 32;
  }
  upstream baton_by_client {
    hash $remote_addr consistent;
${servers}
  }
  server {
    listen ${listen};
    # Clients and load generators ask more than the usual 1,000 times over one connection.
    keepalive_requests 1000000;
${await given('locations.conf')}
${await given(music === undefined ? 'media.conf' : 'music.conf')}
  }`
}
