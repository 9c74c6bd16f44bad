import { counted } from '../counted.ts'

const files = counted('en')

export const uploads = {
  uploads: {
    title: 'Uploads',
    drop: 'Drop music here',
    dropText: 'Files or whole folders, of every format that the hub plays. They become part of the library.',
    chooseFiles: 'Choose files',
    chooseFolder: 'Choose a folder',
    into: 'Add to a playlist',
    nowhere: 'No playlist',
    none: 'Nothing on its way',
    noneText: 'What is uploaded, here or on another screen, is shown here for a day.',
    list: 'Uploads of this household',
    waiting: 'Waiting',
    hashing: 'Reading the file',
    sending: (percent: number) => `${percent} %`,
    interrupted: 'Interrupted. Choose the same file again to go on.',
    checking: 'Being put into the library',
    done: 'In the library',
    duplicate: 'Was in the library already',
    failed: 'Not taken',
    cancel: 'Cancel',
    cancelOf: (name: string) => `Cancel ${name}`,
    retry: 'Try again',
    retryOf: (name: string) => `Try ${name} again`,
    remove: 'Remove from the list',
    removeOf: (name: string) => `Remove ${name} from the list`,
    clear: 'Clear what is over',
    progressOf: (name: string) => `Progress of ${name}`,
    chosen: (count: number) => files(count, { one: 'file is on its way', other: 'files are on their way' }),
    noMusic: 'There was no music among the files.',
  },
}
