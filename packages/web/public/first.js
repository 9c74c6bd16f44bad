// Runs before the first paint, so that a chosen theme never flashes the other one.
try {
  const theme = localStorage.getItem('baton.theme')
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
} catch {
  // Storage is refused: the system's theme holds.
}

// The schema library tries at its start whether it may make code from text, and the security policy would note each try.
globalThis.__zod_globalConfig = { jitless: true }
