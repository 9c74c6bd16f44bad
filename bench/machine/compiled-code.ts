import { enableCompileCache } from 'node:module'

/** What this process and its threads load is compiled once for all runs, as it is in a hub. */
export function keepCompiledCode(): void {
  const { directory } = enableCompileCache()
  if (directory !== undefined) process.env.NODE_COMPILE_CACHE ??= directory
}
