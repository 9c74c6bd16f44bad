import { strings } from '../strings/strings.ts'
import { useLights } from './use-lights.ts'

/** Each goes out within 7 s of what it shows, and comes back with it. */
export function StatusLights() {
  const lights = useLights()
  return (
    <section className="panel">
      <h2>{strings.lights.title}</h2>
      <ul className="lights">
        {lights.map(({ key, name, isOn }) => (
          <li key={key} className="light" data-on={isOn || undefined}>
            <span className="light-bulb" aria-hidden="true" />
            <span className="light-name">{name}</span>
            <span className="quiet">{isOn ? strings.lights.on : strings.lights.out}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
