// What a display that is a page keeps, in a database of its browser: who it is, what it was told, and the events that the
// hub has not answered.
import { type Identity, type Kept, memoryKept, type Settings, type ViewEvent } from '../core/index.ts'

const VERSION = 1
const THINGS = 'things'
const VIEWS = 'views'

/** Each name is a display of its own. Where the browser keeps nothing for a page, nothing outlives the page. */
export async function keptInBrowser(name: string): Promise<Kept> {
  const database = await opened(`baton-display-${name}`).catch(() => null)
  return database === null ? memoryKept() : keptIn(database)
}

function keptIn(database: IDBDatabase): Kept {
  /** Resolves once it is written. */
  function write(change: (things: IDBObjectStore, views: IDBObjectStore) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const transaction = database.transaction([THINGS, VIEWS], 'readwrite', { durability: 'strict' })
      transaction.oncomplete = () => resolve()
      transaction.onabort = () => reject(transaction.error ?? new Error('The browser did not keep it.'))
      change(transaction.objectStore(THINGS), transaction.objectStore(VIEWS))
    })
  }

  function read<T>(ask: (things: IDBObjectStore, views: IDBObjectStore) => IDBRequest): Promise<T> {
    return new Promise((resolve, reject) => {
      const transaction = database.transaction([THINGS, VIEWS], 'readonly')
      const asked = ask(transaction.objectStore(THINGS), transaction.objectStore(VIEWS))
      asked.onsuccess = () => resolve(asked.result as T)
      asked.onerror = () => reject(asked.error ?? new Error('The browser does not tell it.'))
    })
  }

  return {
    async read() {
      const views = await read<readonly ViewEvent[]>((_, kept) => kept.getAll())
      return {
        identity: (await read<Identity | null | undefined>((things) => things.get('identity'))) ?? null,
        settings: (await read<Settings | undefined>((things) => things.get('settings'))) ?? null,
        views: [...views].sort((one, other) => one.seenAt - other.seenAt),
        lastViewAt: (await read<number | undefined>((things) => things.get('lastViewAt'))) ?? null,
      }
    },
    writeIdentity: (identity) => write((things) => void things.put(identity, 'identity')),
    writeSettings: (settings) => write((things) => void things.put(settings, 'settings')),
    addView: (event) =>
      write((things, views) => {
        views.put(event)
        things.put(event.seenAt, 'lastViewAt')
      }),
    removeView: (eventId) => write((_, views) => void views.delete(eventId)),
  }
}

function opened(name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(name, VERSION)
    opening.onupgradeneeded = () => {
      opening.result.createObjectStore(THINGS)
      opening.result.createObjectStore(VIEWS, { keyPath: 'eventId' })
    }
    opening.onsuccess = () => resolve(opening.result)
    opening.onerror = () => reject(opening.error ?? new Error('The browser keeps nothing.'))
    opening.onblocked = () => reject(new Error('The browser keeps nothing.'))
  })
}
