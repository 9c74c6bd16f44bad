// yt-dlp where it can reach nothing but its proxy, whatever an address, a page or a redirect tells it: older ones than
// 2023.11.14 take another proxy from the fragment of an address (CVE-2023-46121). It is a Python program in most
// installations, and there a hook of Python itself, which cannot be taken off again, judges each connection. There it sets
// its own bounds, too: Python has them on more systems than there is a program for it.
import { open } from 'node:fs/promises'
import { BatonError } from '@baton/protocol'
import { type Command, LARGEST_FILE_BYTES, MOST_MEMORY_BYTES } from './bounds.ts'
import { placeOf } from './place-of.ts'

/** The first that keeps to its proxy by itself. */
export const KEEPS_TO_ITS_PROXY = '2023.11.14'
const LONGEST_FIRST_LINE = 512
/** Said where something else was to be reached; `failureIn` knows it. */
export const BARRED_BY_GUARD = 'Baton lets nothing past its proxy'

/**
 * Words: host and port of the proxy, the most bytes of memory and of a file, the program, and its own words. The working folder is no place for modules. What is
 * sent without an address goes over a connection that was let through.
 */
const BOOTSTRAP = `
import os, sys
sys.path = [place for place in sys.path if place]
way = (sys.argv[1], int(sys.argv[2]))
def guard(event, args):
    if event in ('socket.connect', 'socket.sendto', 'socket.sendmsg') and args[1] not in (way, None):
        raise PermissionError('${BARRED_BY_GUARD}')
sys.addaudithook(guard)
for what, most in (('RLIMIT_DATA', int(sys.argv[3])), ('RLIMIT_FSIZE', int(sys.argv[4]))):
    try:
        import resource
        resource.setrlimit(getattr(resource, what), (most, most))
    except (ImportError, AttributeError, ValueError, OSError):
        pass
sys.argv = sys.argv[5:]
sys.path.insert(0, os.path.dirname(os.path.realpath(sys.argv[0])))
import runpy
runpy.run_path(sys.argv[0], run_name='__main__')
`

/**
 * The program with these words behind the guard; null: it is no Python program, and cannot be guarded so. It writes no file
 * that is larger than `largestFile`.
 */
export async function guarded(
  program: string,
  proxy: string,
  words: readonly string[],
  largestFile = LARGEST_FILE_BYTES,
): Promise<Command | null> {
  const path = await placeOf(program)
  const python = path && pythonIn(await firstLine(path).catch(() => ''))
  if (!python) return null
  const [interpreter, ...own] = python
  const { hostname, port } = new URL(proxy)
  const limits = [MOST_MEMORY_BYTES, largestFile].map(String)
  return { program: interpreter, words: [...own, '-c', BOOTSTRAP, hostname, port, ...limits, path, ...words] }
}

/** Throws where an address is none of a site's, but tells yt-dlp how to fetch it. */
export function mustBePlain(url: string): void {
  if (/__youtubedl_smuggle/i.test(url)) throw new BatonError('download.unsupported')
}

async function firstLine(path: string): Promise<string> {
  await using file = await open(path)
  const { buffer, bytesRead } = await file.read(Buffer.alloc(LONGEST_FIRST_LINE), 0, LONGEST_FIRST_LINE, 0)
  return buffer.toString('latin1', 0, bytesRead).split('\n', 1)[0] ?? ''
}

/** The interpreter that a script names, and the words for it. */
function pythonIn(line: string): readonly [string, ...string[]] | null {
  const [interpreter, ...words] = /^#!\s*(.*?)\s*$/.exec(line)?.[1]?.split(/\s+/) ?? []
  if (!interpreter) return null
  const isPython = (name = '') => /(?:^|\/)python[\d.]*$/.test(name)
  if (isPython(interpreter)) return [interpreter, ...words]
  const [first, ...rest] = words[0] === '-S' ? words.slice(1) : words
  return /(?:^|\/)env$/.test(interpreter) && first && isPython(first) ? [first, ...rest] : null
}
