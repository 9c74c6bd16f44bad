import { createRoot } from 'react-dom/client'
import { App } from '../app/app.tsx'
import { speakChosenLanguage } from '../app/settings/language.ts'
import { fakeConnectedHub, fakeHub } from './fake-hub.ts'
import '../app/styles.ts'

const root = document.getElementById('root')
if (!root) throw new Error('The page has no place for the app.')
const scene = new URLSearchParams(location.search).get('scene') ?? ''
const hub = fakeHub(scene)
const drawn = createRoot(root)
void speakChosenLanguage().then(() =>
  drawn.render(<App hub={hub} open={async () => fakeConnectedHub(hub, scene)} />),
)
