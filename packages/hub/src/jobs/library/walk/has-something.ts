import { readdir } from 'node:fs/promises'
import { isPassedOver } from './passed-over.ts'

/** False where the folder is away, may not be read, or holds nothing that anybody put there. */
export async function hasSomething(folder: string): Promise<boolean> {
  try {
    return (await readdir(folder)).some((name) => !isPassedOver(name))
  } catch {
    return false
  }
}
