import { counted } from '../counted.ts'

const count = counted('en')
const number = new Intl.NumberFormat('en')

export const settings = {
  settings: {
    title: 'Settings',
    device: 'This device',
    deviceName: 'Name of this device',
    deviceHint: 'Others see it when they choose where to play.',
    saved: 'Saved',
    look: 'Appearance',
    language: 'Language',
    languageSystem: 'As the browser',
    people: 'People',
    peopleText: 'Everybody has their own queue and their own likes.',
    toPeople: 'Show the people',
    toDevices: 'All devices',
    toScan: 'Show the scan',
    install: 'Install Baton on this device',
    theme: 'Theme',
    themes: { system: 'As the system', light: 'Light', dark: 'Dark' },
    library: 'Library',
    account: 'Account',
    signedInAs: (name: string) => `Signed in as ${name}`,
    signOut: 'Sign out',
    keys: 'Keyboard shortcuts',
  },
  scan: {
    label: 'Library scan',
    looking: 'Looking for music',
    reading: 'Reading the music',
    demo: 'Composing a few demo tunes',
    count: (read: number, total: number | null) =>
      total === null
        ? count(read, { one: 'file', other: 'files' })
        : `${number.format(read)} of ${count(total, { one: 'file', other: 'files' })}`,
    left: (time: string) => `about ${time} left`,
    failed: 'The scan failed',
    start: 'Scan the library',
    cancel: 'Stop the scan',
    problems: (files: number) =>
      count(files, { one: 'file could not be read', other: 'files could not be read' }),
    title: 'Music folder',
    resting: 'No scan is running',
    doneTitle: 'The last scan is done',
    cancelledTitle: 'The last scan was stopped',
    never: 'The folder was not scanned since the hub started.',
    waiting: 'Starting the scan',
    speed: (files: number) => `${number.format(files)} per second`,
    seen: 'Files met',
    read: 'Newly read',
    unchanged: 'Unchanged',
    failedFiles: 'Unreadable',
    rate: 'Speed',
    remaining: 'Remaining',
    soon: 'a moment',
    noProblems: 'Every file could be read.',
    problemsTitle: 'Files that could not be read',
    problemsText: 'They are left out of the library and looked at again when they change.',
    moreProblems: (files: number) =>
      `And ${count(files, { one: 'more file', other: 'more files' })}. The hub’s log names them all.`,
  },
  users: {
    title: 'People',
    lead: 'Each person has an own queue, own likes and own place in the music. The library and the devices are shared.',
    owner: 'Owner',
    member: 'Member',
    you: 'This is you',
    addTitle: 'Add a person',
    addText: 'Give them the name and password; they sign in with it on their own devices.',
    add: 'Add the person',
    added: (name: string) => `${name} was added`,
    label: 'People of the household',
    ownerOnly: 'Only the owner of this hub can add people.',
  },
}
