/** Development only: the mails that would have been sent, newest first. */
import type { SentMail } from '../ports/mailer.ts'
import { Layout, page } from './layout.tsx'
import type { Visitor } from './visitor.ts'

export function mailPage(mails: readonly SentMail[], visitor?: Visitor): string {
  return page(
    <Layout title="Mail" at="mail" development visitor={visitor}>
      <main id="main" class="column">
        <h1>Mail</h1>
        <p class="lead">In development nothing leaves: this is what would have been sent, newest first.</p>
        {mails.length === 0 && (
          <p class="empty">No mail yet. Register an account, and its verification appears here.</p>
        )}
        {mails.map((mail) => (
          <Letter mail={mail} />
        ))}
      </main>
    </Layout>,
  )
}

function Letter({ mail: { to, subject, text, html, createdAt } }: { mail: SentMail }) {
  return (
    <article class="card">
      <h2>{subject}</h2>
      <p class="quiet">
        to <strong>{to}</strong> ·{' '}
        <time datetime={createdAt}>{createdAt.replace('T', ' ').replace(/\.\d+Z$/, ' UTC')}</time>
      </p>
      <div class="letter">
        <Linked text={text} />
      </div>
      <details>
        <summary>The HTML part</summary>
        {/* An opaque origin without scripts, forms or navigation; the page's policy holds inside as well. */}
        <iframe sandbox="" title={`HTML part of “${subject}”`} srcdoc={html}></iframe>
      </details>
    </article>
  )
}

/** Text in which addresses of the web can be followed; everything else stays text. */
function Linked({ text }: { text: string }) {
  return (
    <>
      {text.split(/(https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)])/).map((part, at) =>
        at % 2 === 1 ? (
          <a href={part} rel="noreferrer">
            {part}
          </a>
        ) : (
          part
        ),
      )}
    </>
  )
}
