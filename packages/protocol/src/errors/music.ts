import type { ErrorRow } from './kinds.ts'

/** Refusals about what is played and kept: sessions, queues, the library, playlists, uploads. */
export const MUSIC_ERRORS = {
  'session.not-found': { kind: 'not-found', retry: 'no', message: 'There is no such session.' },
  'session.no-speaker': {
    kind: 'conflict',
    retry: 'after-change',
    message: 'No device can sound. Choose one first.',
  },
  'session.nothing-to-play': { kind: 'conflict', retry: 'after-change', message: 'The queue is empty.' },
  'session.nothing-playable': {
    kind: 'conflict',
    retry: 'after-change',
    message: 'No entry of the queue can be played.',
  },
  'queue.entry-not-found': {
    kind: 'not-found',
    retry: 'no',
    message: 'There is no such entry in the queue.',
  },
  'queue.full': { kind: 'conflict', retry: 'after-change', message: 'The queue is full.' },
  'library.track-not-found': {
    kind: 'not-found',
    retry: 'no',
    message: 'There is no such track in the library.',
  },
  'library.album-not-found': {
    kind: 'not-found',
    retry: 'no',
    message: 'There is no such album in the library.',
  },
  'library.artist-not-found': {
    kind: 'not-found',
    retry: 'no',
    message: 'There is no such artist in the library.',
  },
  'library.cover-not-found': { kind: 'not-found', retry: 'no', message: 'There is no such cover.' },
  'library.not-a-picture': {
    kind: 'unsupported',
    retry: 'no',
    message: 'This is no picture that can be shown: it has to be a whole JPEG, PNG, WebP or GIF.',
  },
  'library.covers-full': {
    kind: 'conflict',
    retry: 'after-change',
    message: 'There are too many pictures that stand for playlists of this household.',
  },
  'library.folder-not-found': {
    kind: 'not-found',
    retry: 'no',
    message: 'There is no such music folder.',
  },
  'library.folder-unusable': {
    kind: 'invalid',
    retry: 'after-change',
    message: 'This is no folder that the hub can read. Give the full path of one on the hub’s own machine.',
  },
  'library.folder-overlaps': {
    kind: 'conflict',
    retry: 'after-change',
    message: 'This folder lies in another music folder, or holds one.',
  },
  'library.folder-fixed': {
    kind: 'conflict',
    retry: 'no',
    message: 'This folder was given when the hub was started. Start it without the folder to take it away.',
  },
  'library.no-lyrics': { kind: 'not-found', retry: 'after-change', message: 'This track has no lyrics.' },
  'library.no-waveform': {
    kind: 'unavailable',
    retry: 'later',
    message: 'The waveform of this track cannot be drawn.',
  },
  'playlist.not-found': { kind: 'not-found', retry: 'no', message: 'There is no such playlist.' },
  'playlist.entry-not-found': {
    kind: 'not-found',
    retry: 'no',
    message: 'There is no such track in the playlist.',
  },
  'playlist.full': { kind: 'conflict', retry: 'after-change', message: 'The playlist is full.' },
  'playlist.limit': {
    kind: 'conflict',
    retry: 'after-change',
    message: 'There are too many playlists. Delete one first.',
  },
  'playlist.nothing-playable': {
    kind: 'conflict',
    retry: 'after-change',
    message: 'No track of the playlist is there.',
  },
  'playlist.changed': {
    kind: 'conflict',
    retry: 'after-change',
    message: 'The playlist has changed meanwhile. Look at it again.',
  },
  'playlist.not-all': {
    kind: 'invalid',
    retry: 'no',
    message: 'The new order must name each track of the playlist once.',
  },
  'playlist.file-unreadable': {
    kind: 'invalid',
    retry: 'no',
    message: 'This file is no playlist that can be read.',
  },
  'playlist.nothing-found': {
    kind: 'conflict',
    retry: 'after-change',
    message: 'The library has no track of this list.',
  },
  'playlist.of-file': {
    kind: 'conflict',
    retry: 'no',
    message: 'This playlist follows a file. Change the file, or copy the playlist.',
  },
  'playlist.not-owner': {
    kind: 'forbidden',
    retry: 'no',
    message: 'Only the owner of the playlist may say who sees it, and what rules it follows.',
  },
  'playlist.of-rules': {
    kind: 'conflict',
    retry: 'no',
    message:
      'The tracks of this playlist follow from its rules. Change the rules, or make it a plain playlist.',
  },
  'playlist.tells-listening': {
    kind: 'conflict',
    retry: 'after-change',
    message:
      'What you play, like or keep in playlists would show in it. Say in its rules that others may see that.',
  },
  'playlist.no-rules': {
    kind: 'conflict',
    retry: 'no',
    message: 'This playlist follows no rules.',
  },
  'playlist.rules-unknown': {
    kind: 'invalid',
    retry: 'no',
    message: 'This file has rules that Baton does not know.',
  },
  'playlist.rules-slow': {
    kind: 'unavailable',
    retry: 'later',
    message: 'The rules take too long at present.',
  },
  'tag.not-found': { kind: 'not-found', retry: 'no', message: 'There is no such tag.' },
  'tag.linking-not-found': {
    kind: 'not-found',
    retry: 'no',
    message: 'Nothing of that name waits for a tag.',
  },
  'tag.already-linked': {
    kind: 'conflict',
    retry: 'after-change',
    message: 'This tag plays something already.',
  },
  'tag.limit': {
    kind: 'conflict',
    retry: 'after-change',
    message: 'The household has too many tags. Remove one first.',
  },
  'upload.not-found': { kind: 'not-found', retry: 'no', message: 'There is no such upload.' },
  'upload.limit': {
    kind: 'conflict',
    retry: 'later',
    message: 'Too many files are on their way. Wait until some have arrived.',
  },
  'upload.offset': {
    kind: 'conflict',
    retry: 'after-change',
    message: 'The bytes do not follow on what is there. Ask how far the file has come.',
  },
  'upload.incomplete': {
    kind: 'conflict',
    retry: 'after-change',
    message: 'Parts of the file are missing.',
  },
  'upload.being-checked': {
    kind: 'conflict',
    retry: 'later',
    message: 'The file has arrived and is being put into the library.',
  },
  'upload.over': { kind: 'conflict', retry: 'no', message: 'This upload is over.' },
  'upload.duplicate': {
    kind: 'conflict',
    retry: 'no',
    message: 'This file is in the library already.',
  },
  'upload.checksum': {
    kind: 'invalid',
    retry: 'later',
    message: 'Bytes were damaged on their way. Send them again.',
  },
  'upload.wrong-hash': {
    kind: 'invalid',
    retry: 'no',
    message: 'The file that arrived is not the one that was announced: its SHA-256 is another.',
  },
  'upload.tus-version': {
    kind: 'unsupported',
    retry: 'no',
    message: 'The hub speaks version 1.0.0 of tus, and the request has to say so.',
  },
  'upload.not-audio': {
    kind: 'unsupported',
    retry: 'no',
    message: 'This is no music that the hub plays.',
  },
  'upload.damaged': {
    kind: 'invalid',
    retry: 'no',
    message: 'The file is damaged: a part of it is missing.',
  },
  'upload.too-large': {
    kind: 'too-large',
    retry: 'no',
    message: 'The file is larger than the hub accepts.',
  },
  'upload.quota': {
    kind: 'too-large',
    retry: 'after-change',
    message: 'The household has no room left for uploads.',
  },
  'upload.disk-full': {
    kind: 'unavailable',
    retry: 'after-change',
    message: 'The disk for uploads is full.',
  },
} as const satisfies Record<string, ErrorRow>
