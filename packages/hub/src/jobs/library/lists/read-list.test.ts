import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ReadList } from '#engine'
import { readList } from './read-list.ts'
import { writeList } from './write-list.ts'

function read(file: string | Buffer, most = 100): ReadList {
  const list = readList(Buffer.from(file as string), most)
  if ('unreadable' in list) assert.fail(`it could not be read: ${list.unreadable}`)
  return list
}

function refused(file: string | Buffer): string {
  const list = readList(Buffer.from(file as string), 100)
  return 'unreadable' in list ? list.unreadable : 'it was read'
}

const ends = ({ tracks }: ReadList) => tracks.map(({ paths }) => paths.map((path) => path.join('|')))

describe('lists as other programs write them', () => {
  test('[PF2] mpc and MPD: paths below the music folder, and nothing else', () => {
    const list = read('Artist/Album/01 One.flac\nArtist/Album/02 Two.flac\n')
    assert.deepEqual(ends(list), [['Artist|Album|01 One.flac'], ['Artist|Album|02 Two.flac']])
    assert.deepEqual([list.title, list.tracks[0]?.durationMs, list.tracks[0]?.names], [null, null, []])
    assert.equal(list.tracks[0]?.text, 'Artist/Album/01 One.flac')
  })

  test('[PF2] foobar2000: UTF-8 with a mark, Windows paths and line ends', () => {
    const list = read(
      '\ufeff#EXTM3U\r\n#EXTINF:232,Björk - Jóga\r\nD:\\Musik\\Björk\\Homogenic\\02 - Jóga.flac\r\n',
    )
    assert.deepEqual(ends(list), [['D:|Musik|Björk|Homogenic|02 - Jóga.flac']])
    const [track] = list.tracks
    assert.deepEqual([track?.text, track?.durationMs], ['Björk - Jóga', 232_000])
    assert.ok(track?.names.some(({ artist, title }) => artist === 'Björk' && title === 'Jóga'))
  })

  test('[PF1] Mp3tag and Winamp: M3U in the encoding of old Windows, with paths beside the list', () => {
    const list = read(Buffer.from('#EXTM3U\r\n#EXTINF:187,Zoë - Café\r\n..\\Zoë\\.\\Café.mp3\r\n', 'latin1'))
    assert.deepEqual(ends(list), [['Zoë|Café.mp3']])
    const wide = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('Zoë/Café.mp3\n', 'utf16le')])
    assert.deepEqual(ends(read(wide)), [['Zoë|Café.mp3']])
  })

  test('[PF2] iTunes: line ends of the old Mac, the title in front of the artist', () => {
    const list = read('#EXTM3U\r#EXTINF:200,One More - Two, Three - The Band\r/Users/ann/Music/a.m4a\r')
    assert.ok(
      list.tracks[0]?.names.some(
        ({ artist, title }) => artist === 'The Band' && title === 'One More - Two, Three',
      ),
    )
    assert.deepEqual(ends(list), [['Users|ann|Music|a.m4a']])
  })

  test('[PF2] Navidrome and Jellyfin: the name of the list, album and artist in lines of their own', () => {
    const list = read(
      '#EXTM3U\n#PLAYLIST:Sunday\n#EXTALB:Blue\n#EXTART:Joni\n#EXTINF:-1 tvg-name="a,b" group="c",My Old Man\n/music/j/03.flac\n#EXTINF:63.5,Last\nb.flac\n',
    )
    assert.equal(list.title, 'Sunday')
    const [first, second] = list.tracks
    assert.deepEqual(
      [first?.album, first?.durationMs, first?.names[0]],
      ['Blue', null, { artist: 'Joni', title: 'My Old Man' }],
    )
    assert.deepEqual([second?.album, second?.durationMs], [null, 63_500])
  })

  test('[PF2] VLC: XSPF with URLs, lengths in milliseconds and an extension of its own', () => {
    const list = read(`<?xml version="1.0" encoding="UTF-8"?>
<playlist xmlns="http://xspf.org/ns/0/" xmlns:vlc="http://www.videolan.org/vlc/playlist/ns/0/" version="1">
	<title>Playlist</title>
	<trackList>
		<track>
			<location>file:///C:/Users/ann/Music/AC%26DC/It&#39;s%20a%20%23%20test.mp3</location>
			<title>It&apos;s &amp; &lt;on&gt;</title>
			<creator>AC/DC</creator>
			<album>Live</album>
			<duration>251210</duration>
			<extension application="http://www.videolan.org/vlc/playlist/0">
				<vlc:id>0</vlc:id><vlc:option>file-caching=1000</vlc:option><title>not this</title>
			</extension>
		</track>
	</trackList>
	<extension application="http://www.videolan.org/vlc/playlist/0"><vlc:item tid="0"/></extension>
</playlist>`)
    const [track] = list.tracks
    assert.equal(list.title, 'Playlist')
    assert.ok(ends(list)[0]?.includes("C:|Users|ann|Music|AC&DC|It's a # test.mp3"))
    assert.deepEqual(track?.names, [{ artist: 'AC/DC', title: "It's & <on>" }])
    assert.deepEqual([track?.album, track?.durationMs, track?.text], ['Live', 251_210, "AC/DC - It's & <on>"])
  })

  test('[PF2] ListenBrainz: JSPF with MusicBrainz ids and no places', () => {
    const id = '8f3471b5-7e6a-48da-86a9-c1c07a0f47ae'
    const list = read(
      JSON.stringify({
        playlist: {
          title: 'Weekly',
          track: [
            {
              identifier: [`https://musicbrainz.org/recording/${id.toUpperCase()}`],
              title: 'A',
              creator: 'B',
            },
            { identifier: `http://musicbrainz.org/track/${id}`, title: 'C', extension: { deep: [1] } },
            null,
            'odd',
          ],
        },
      }),
    )
    assert.deepEqual(
      list.tracks.map(({ recordingIds }) => recordingIds),
      [[id], [id]],
    )
    assert.deepEqual(list.tracks[0]?.paths, [])
  })

  test('[PF1] the content decides, not the name: XML in an older encoding that it names', () => {
    const xml =
      '<?xml version="1.0" encoding="ISO-8859-1"?><playlist><trackList><track><title>Zoë</title></track></trackList></playlist>'
    assert.equal(read(Buffer.from(xml, 'latin1')).tracks[0]?.text, 'Zoë')
  })

  test('[PF7] addresses, drives and what is written as %20, in every way in which they can be read', () => {
    const of = (location: string) => ends(read(location))[0]
    assert.deepEqual(of('file://localhost/Users/a/B%20C.mp3'), ['Users|a|B%20C.mp3', 'Users|a|B C.mp3'])
    assert.deepEqual(of('\\\\nas\\music\\A\\b.mp3'), ['nas|music|A|b.mp3'])
    assert.deepEqual(of('smb://nas/music/A/b.mp3'), ['music|A|b.mp3'])
    assert.deepEqual(of('../../A/./x/../b.mp3'), ['A|b.mp3'])
    assert.deepEqual(of('Caf%E9/100%.mp3'), ['Caf%E9|100%.mp3', 'Café|100%.mp3'])
  })
})

describe('what is no list', () => {
  const xspf = (inside: string) =>
    `<playlist><trackList><track><title>${inside}</title></track></trackList></playlist>`

  test('[PF3] entities of its own and document types are refused, whatever they would become', () => {
    const bomb = `<?xml version="1.0"?><!DOCTYPE playlist [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>${xspf('&b;')}`
    assert.equal(refused(bomb), 'doctype')
    assert.equal(refused(`<!DOCTYPE playlist SYSTEM "file:///etc/passwd">${xspf('x')}`), 'doctype')
    assert.equal(refused(xspf('&b;')), 'entity')
    assert.equal(refused(xspf('&constructor;')), 'entity')
    assert.equal(read(xspf('&#x41;&#66;<![CDATA[<&]]>')).tracks[0]?.text, 'AB<&')
  })

  test('[PF3] what is cut off, nested without end or something else is refused with a reason', () => {
    for (const damaged of [
      xspf('x').slice(0, -3),
      xspf('x').replace('</track>', '</other>'),
      '<a>'.repeat(40),
      xspf('&#x110000;'),
      '<html><body>404</body></html>',
      '{"playlist":',
      `<playlist a="`,
    ])
      assert.equal(refused(damaged), 'damaged', damaged)
    assert.equal(refused(''), 'empty')
    assert.equal(refused('#EXTM3U\n\n'), 'empty')
    assert.equal(refused('<playlist><trackList/></playlist>'), 'empty')
    assert.equal(refused(Buffer.from('ID3\0\0\0audio\0')), 'not-a-list')
    assert.equal(refused('{"tracks":[]}'), 'not-a-list')
  })

  test('[PF4] reading ends soon after the most that is taken', () => {
    const many = 'a.mp3\n'.repeat(50)
    assert.equal(read(many, 10).tracks.length, 11)
    assert.equal(
      read(`<playlist><trackList>${'<track><title>a</title></track>'.repeat(50)}</trackList></playlist>`, 10)
        .tracks.length,
      11,
    )
  })
})

test('[PF4] of each track some of what it says by the hundred is read', () => {
  const location = (nth: number) => `<location>${nth}.mp3</location>`
  const all = Array.from({ length: 300 }, (_, nth) => nth)
  const paths = (text: string) => read(text).tracks.map((track) => track.paths.map((path) => path.join('/')))
  const first = all.slice(0, 16).map((nth) => `${nth}.mp3`)
  const xspf = `<playlist><trackList><track>${all.map(location).join('')}</track></trackList></playlist>`
  assert.deepEqual(paths(xspf), [first])
  const jspf = { playlist: { track: [{ location: all.map((nth) => `${nth}.mp3`) }] } }
  assert.deepEqual(paths(JSON.stringify(jspf)), [first])
})

test('[PF9] of a name with many dashes the first four are looked at, each in both orders', () => {
  const [track] = read('#EXTINF:1,a - b - c - d - e - f - g\nx.mp3\n').tracks
  const readings = track?.names.map(({ artist, title }) => `${artist} | ${title}`)
  assert.equal(readings?.length, 1 + 2 * 4)
  for (const reading of ['a | b - c - d - e - f - g', 'e - f - g | a - b - c - d'])
    assert.ok(readings?.includes(reading), reading)
})

test('[PF15] what is written is read as the same, in each format and with every odd name', () => {
  const tracks = [
    {
      title: 'One <&> "Two"',
      artist: 'Zoë',
      album: 'A & B',
      durationMs: 61_000,
      path: 'Zoë/A & B/1 #50%.flac',
      recordingId: '8f3471b5-7e6a-48da-86a9-c1c07a0f47ae',
    },
    { title: '夜', artist: null, album: null, durationMs: null, path: '#1/夜?.mp3', recordingId: null },
    { title: 'Line', artist: 'End', album: null, durationMs: 5_000, path: 'a\nb/c.mp3', recordingId: null },
  ]
  const list = { title: 'Évening', description: 'all <of> it', tracks }
  for (const format of ['m3u', 'm3u8', 'xspf', 'jspf'] as const) {
    const again = read(Buffer.from(writeList(format, list)))
    assert.equal(again.title, 'Évening', format)
    for (const [nth, { path, album, durationMs, recordingId }] of tracks.entries()) {
      const track = again.tracks[nth]
      assert.ok(
        track?.paths.some((one) => one.join('/') === path),
        `${format} ${path}`,
      )
      assert.deepEqual([track?.album, track?.durationMs], [album, durationMs], format)
      if (format === 'xspf' || format === 'jspf')
        assert.deepEqual(track?.recordingIds, recordingId ? [recordingId] : [])
    }
  }
  const latin = writeList('m3u', { ...list, tracks: tracks.slice(0, 1) })
  assert.ok(Buffer.from(latin).includes(Buffer.from('Zoë', 'latin1')), 'an old program reads Latin-1')
  assert.ok(Buffer.from(writeList('m3u', list)).subarray(0, 3).equals(Buffer.from('\ufeff')))
})
