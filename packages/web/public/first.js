// Runs before the first paint and before the app itself has come over the wire.
try {
  const theme = localStorage.getItem('baton.theme')
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
  // Somebody was inside: the page opens with the shape of the house, and what it will ask first is asked already.
  if (localStorage.getItem('baton.last-known') !== null) {
    document.documentElement.dataset.known = ''
    const isHome = /^(#\/?)?$/.test(location.hash)
    const hub = location.pathname.replace(/\/[^/]*$/, '')
    const asked = (isHome ? ['/me', '/library/home'] : ['/me']).map((path) => hub + path)
    globalThis.batonAsked = new Map(asked.map((path) => [path, fetch(path)]))
    for (const answer of globalThis.batonAsked.values()) answer.catch(() => undefined)
  }
} catch {
  // Storage is refused: the system's theme holds, and nothing is known.
}

// The schema library tries at its start whether it may make code from text, and the security policy would note each try.
globalThis.__zod_globalConfig = { jitless: true }
