/**
 * Inside mpv, falls silent when the agent does not say, again and again, that it is there: an agent that stands still
 * cannot know whether its right to sound has ended. Text and no file, because the agent is handed on as one file; mpv
 * reads scripts from files that end in `.lua`, so it is laid into the state folder.
 */
export const DEAD_MAN_SCRIPT = `local heldUntil = 0

mp.register_script_message('hold', function(milliseconds)
  heldUntil = mp.get_time() + (tonumber(milliseconds) or 0) / 1000
end)

mp.add_periodic_timer(0.1, function()
  if mp.get_time() > heldUntil and not mp.get_property_bool('pause') then
    mp.set_property_bool('pause', true)
  end
end)
`
