/** Those who are connected and have not said yet who they are: of each address so many at once. */
export function newcomers(mostOfAddress: number) {
  const ofAddresses = new Map<string, number>()
  return {
    hasRoom: (address: string): boolean => (ofAddresses.get(address) ?? 0) < mostOfAddress,
    /** Call what it returns when it is none any more; again has no effect. */
    enter(address: string): () => void {
      ofAddresses.set(address, (ofAddresses.get(address) ?? 0) + 1)
      let isIn = true
      return () => {
        if (!isIn) return
        isIn = false
        const left = (ofAddresses.get(address) ?? 0) - 1
        if (left > 0) ofAddresses.set(address, left)
        else ofAddresses.delete(address)
      }
    },
  }
}
