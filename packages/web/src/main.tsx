import { connect } from '@baton/client'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { speakChosenLanguage } from './house/language.ts'
import { openHouse } from './house/open-house.ts'
import { watchedFetch } from './house/refusals.ts'
import { keepShell } from './offline/keep-shell.ts'
import './styles/styles.ts'

const root = document.getElementById('root')
if (!root) throw new Error('The page has no place for the app.')
const hub = connect({ baseUrl: '', fetch: watchedFetch() })
await speakChosenLanguage()
createRoot(root).render(<App hub={hub} open={openHouse} />)
keepShell()
