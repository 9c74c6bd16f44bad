import { FileDown } from 'lucide-react'
import { Fragment } from 'react'
import { useHub } from '../../hub/use-hub.ts'
import { useRead } from '../../hub/use-read.ts'
import { strings } from '../../strings/strings.ts'
import { dayText } from '../../strings/time-text.ts'

/** Where the hub has made its certificate itself: which one it is, and how it comes to be trusted. Otherwise nothing. */
export function OwnCertificate() {
  const { hub } = useHub()
  const read = useRead('own-certificate', () => hub.ownCertificate())
  const own = read.phase === 'ready' ? read.value : null
  if (own === null) return null
  const { title, text, sha256, names, until, how, steps, save } = strings.certificate
  return (
    <section className="panel own-certificate">
      <h2>{title}</h2>
      <p>{text}</p>
      <dl>
        <dt>{sha256}</dt>
        <dd>
          <code dir="ltr">
            <Broken fingerprint={own.sha256} />
          </code>
        </dd>
        <dt>{names}</dt>
        <dd dir="ltr">{own.names.join(', ')}</dd>
        <dt>{until}</dt>
        <dd>{dayText(own.validUntil)}</dd>
      </dl>
      <h3>{how}</h3>
      <ol>
        {steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <div className="panel-links">
        <a
          className="button button-quiet"
          download="baton.crt"
          href={`data:application/x-x509-ca-cert,${encodeURIComponent(own.pem)}`}
        >
          <FileDown aria-hidden /> {save}
        </a>
      </div>
    </section>
  )
}

/** Lines end between bytes, so that it can be compared byte by byte. */
function Broken({ fingerprint }: { readonly fingerprint: string }) {
  return fingerprint.split(':').map((byte, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: what makes a byte is its place
    <Fragment key={index}>
      {index > 0 && ':'}
      <wbr />
      {byte}
    </Fragment>
  ))
}
