import {
  PLAYLIST_FILE_FORMATS,
  type PlaylistExportFormat,
  type PlaylistView,
  RULES_FILE_FORMAT,
} from '@baton/protocol'
import { FileOutput } from 'lucide-react'
import { Button } from 'react-aria-components/Button'
import { Menu, MenuItem, MenuTrigger } from 'react-aria-components/Menu'
import { Popover } from 'react-aria-components/Popover'
import { useHub } from '../hub/use-hub.ts'
import { strings } from '../strings/strings.ts'

/** Downloads a playlist as a file for other programs. */
export function ExportMenu({ playlist }: { readonly playlist: PlaylistView }) {
  const { hub } = useHub()
  const formats: readonly PlaylistExportFormat[] = playlist.rules
    ? [...PLAYLIST_FILE_FORMATS, RULES_FILE_FORMAT]
    : PLAYLIST_FILE_FORMATS
  return (
    <MenuTrigger>
      <Button className="button button-quiet">
        <FileOutput aria-hidden /> {strings.playlists.export}
      </Button>
      <Popover className="popover" placement="bottom end">
        <Menu className="menu" aria-label={strings.playlists.exportAs(playlist.title)}>
          {formats.map((format) => (
            <MenuItem
              key={format}
              className="menu-item"
              textValue={format.toUpperCase()}
              href={hub.baseUrl + hub.playlistFiles.exportPath(playlist.playlistId, format)}
              download=""
            >
              <span className="row-text">
                <span className="row-title">{format.toUpperCase()}</span>
                <span className="row-sub">{strings.playlists.formats[format]}</span>
              </span>
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  )
}
