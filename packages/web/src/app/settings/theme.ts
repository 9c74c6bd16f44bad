export type Theme = 'system' | 'light' | 'dark'

/** `public/first.js` reads the same key before the first paint. */
const THEME_KEY = 'baton.theme'

export function readTheme(storage: Storage | null): Theme {
  try {
    const known = storage?.getItem(THEME_KEY)
    return known === 'light' || known === 'dark' ? known : 'system'
  } catch {
    return 'system'
  }
}

export function chooseTheme(storage: Storage | null, theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
  try {
    storage?.setItem(THEME_KEY, theme)
  } catch {
    // It holds until the page is closed.
  }
}
