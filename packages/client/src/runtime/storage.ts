/** Where a device keeps the few bytes that must outlive a reload. `localStorage` is one already. */
export interface Storage {
  getItem(key: string): string | null
  setItem(key: string, value: string): void
}

export function memoryStorage(): Storage {
  const items = new Map<string, string>()
  return {
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => {
      items.set(key, value)
    },
  }
}
