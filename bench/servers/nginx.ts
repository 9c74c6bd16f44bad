import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Folder, makeFolder } from '../machine/folder.ts'
import { isInstalled, onlyChildOf, startProgram } from '../machine/program.ts'
import { answers, freePort } from './ports.ts'

const MODULES = '/usr/lib/nginx/modules'

export interface Nginx extends AsyncDisposable {
  readonly port: number
  /** Its one worker. */
  readonly pid: number
}

/** Why the reference cannot be measured here, or null. */
export function missingNginx(config: 'events' | 'files'): string | null {
  if (!isInstalled('nginx')) return 'Nginx is not installed'
  if (config === 'events' && !existsSync(join(MODULES, 'ngx_nchan_module.so')))
    return 'nchan is not installed'
  return null
}

export async function startNginx(config: 'events' | 'files', root = '/nonexistent'): Promise<Nginx> {
  const folder = await makeFolder()
  const port = await freePort()
  const path = await writeConfig(config, folder, port, root)
  const master = startProgram('nginx', ['-p', folder.path, '-c', path])
  await answers(port, master)
  let pid = onlyChildOf(master.pid)
  while (pid === null) {
    await sleep(10)
    pid = onlyChildOf(master.pid)
  }
  return {
    port,
    pid,
    async [Symbol.asyncDispose]() {
      await master.end()
      await folder[Symbol.asyncDispose]()
    },
  }
}

async function writeConfig(config: string, folder: Folder, port: number, root: string): Promise<string> {
  const text = await readFile(new URL(`./nginx/${config}.conf`, import.meta.url), 'utf8')
  const path = join(folder.path, 'nginx.conf')
  await mkdir(join(folder.path, 'body'), { recursive: true })
  await writeFile(
    path,
    text
      .replaceAll('@MODULES@', MODULES)
      .replaceAll('@FOLDER@', folder.path)
      .replaceAll('@PORT@', String(port))
      .replaceAll('@ROOT@', root),
  )
  return path
}
