import { stat, statfs } from 'node:fs/promises'

/**
 * File systems that are what they show: ext, XFS, Btrfs, ZFS, F2FS, JFS, bcachefs, NTFS, memory, and the layers of a
 * container. Beyond a network, or where one stands for several disks, a part may be away unnoticed.
 */
const OWN_DISKS: ReadonlySet<number> = new Set([
  0xef53, 0x58465342, 0x9123683e, 0x2fc12fc1, 0xf2f52010, 0x3153464a, 0xca451a4e, 0x7366746e, 0x01021994,
  0x858458f6, 0x794c7630,
])

/**
 * Which folder of which disk lies there, also after the hub or the machine was started again: equal only where it is
 * the same. Null: nobody can tell, as on disks that do not say when the folder was made (two memory sticks are alike).
 * Rejects where it is away.
 */
export async function lastingPlace(root: string): Promise<string | null> {
  const { type } = await statfs(root)
  if (!OWN_DISKS.has(type >>> 0)) return null
  const { dev, ino, birthtimeNs } = await stat(root, { bigint: true })
  return birthtimeNs > 0n ? `${dev}:${ino}:${birthtimeNs}` : null
}
