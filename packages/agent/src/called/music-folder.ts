import { opendir, realpath, stat } from 'node:fs/promises'
import { isAbsolute, relative, resolve, sep } from 'node:path'
import type { Clock } from '@baton/client'

/** The agent's own music, such as a mounted share. */
export interface MusicFolder {
  /** An empty folder is where nothing is mounted. One that does not answer is not there. Without a folder nothing can be missing. */
  isMounted(): Promise<boolean>
  /** The file that a path names, where it is there and lies inside; null otherwise. */
  fileAt(path: string): Promise<string | null>
}

/** A share whose server is gone lets every question hang. */
const ANSWERS_WITHIN_MS = 2_000

export function musicFolder(root: string | null, clock: Clock): MusicFolder {
  const inTime = <T>(answer: Promise<T>, otherwise: T): Promise<T> =>
    new Promise((done) => {
      const cancel = clock.after(ANSWERS_WITHIN_MS, () => done(otherwise))
      answer
        .catch(() => otherwise)
        .then((value) => {
          cancel()
          done(value)
        })
    })
  // One question at a time, before every other: each that hangs holds a thread.
  let looking: Promise<boolean> | null = null
  function answers(folder: string): Promise<boolean> {
    looking ??= hasSomething(folder)
      .catch(() => false)
      .finally(() => {
        looking = null
      })
    return inTime(looking, false)
  }

  return {
    isMounted: async () => root === null || answers(root),
    async fileAt(path) {
      if (root === null || !(await answers(root))) return null
      return inTime(fileInside(root, path), null)
    },
  }
}

async function hasSomething(folder: string): Promise<boolean> {
  const entries = await opendir(folder)
  try {
    return (await entries.read()) !== null
  } finally {
    await entries.close()
  }
}

async function fileInside(root: string, path: string): Promise<string | null> {
  const [folder, file] = await Promise.all([realpath(root), realpath(resolve(root, path))])
  const inside = relative(folder, file)
  if (inside === '' || isAbsolute(inside) || inside.split(sep)[0] === '..') return null
  return (await stat(file)).isFile() ? file : null
}
