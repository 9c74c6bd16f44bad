import { readdirSync, statSync } from 'node:fs'
import { delimiter, resolve, sep } from 'node:path'
import { UsageError } from './usage-error.ts'

/** An empty flag is a mistake; an empty variable is one that was not set. */
export function musicFolders(flag: unknown, variable: string | undefined): readonly string[] {
  const flags = Array.isArray(flag) ? flag : []
  if (flags.includes(''))
    throw new UsageError('--music is empty. Name a folder, or leave it out for demo tunes.')
  const paths = (flags.length > 0 ? flags : (variable ?? '').split(delimiter)).filter((path) => path !== '')
  const folders = [...new Set(paths.map((path) => readableFolder(resolve(path))))]
  for (const folder of folders) {
    const inner = folders.find((other) => other.startsWith(folder + sep))
    if (inner) throw new UsageError(`The music folder ${inner} lies in ${folder}. Give only the outer one.`)
  }
  return folders
}

/** One that is away is a warning of the scan. */
function readableFolder(path: string): string {
  try {
    if (!statSync(path).isDirectory()) throw new UsageError(`${path} is not a folder.`)
    readdirSync(path)
  } catch (error) {
    if (error instanceof UsageError) throw error
    // A disk that is mounted late, or a server that is not reached yet: the hub waits for it.
    if (!isForbidden(error)) return path
    throw new UsageError(`The music folder ${path} cannot be read. Check its permissions.`)
  }
  return path
}

function isForbidden(error: unknown): boolean {
  return ['EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')
}
