import { availableParallelism, platform, totalmem } from 'node:os'

/** The machine by its size only: figures of two machines are not compared. */
export function aboutThisMachine(): string {
  const gibibytes = Math.round(totalmem() / 2 ** 30)
  const system = platform() === 'linux' ? 'Linux' : platform()
  return `${availableParallelism()} cores, ${gibibytes} GiB, ${system}, Node ${process.versions.node.split('.')[0]}`
}
