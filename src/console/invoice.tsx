/** An invoice as its reader sees it, on a screen and on paper. No script, no bar, nothing that leads anywhere. */
import type { Address, Letter } from '../mailing/letter.ts'
import { day } from '../mailing/mail.ts'
import { Lines, Taxes, Totals } from './invoice-tables.tsx'
import { page } from './layout.tsx'
import { paperHref } from './style-paper.ts'

export function invoicePage(letter: Letter): string {
  const { number, seller, buyer } = letter
  const title = number ? `Invoice ${number}` : 'Invoice (draft)'
  return page(
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex, nofollow, noarchive" />
        <title>{`${title} · ${seller}`}</title>
        <link rel="stylesheet" href={paperHref()} />
      </head>
      <body>
        <main class="sheet">
          <header class="head">
            <h1>{title}</h1>
            <p class="seller">{seller}</p>
          </header>
          <section class="about">
            <div>
              <h2>To</h2>
              <Buyer {...buyer} />
            </div>
            <Facts letter={letter} />
          </section>
          <Lines letter={letter} />
          <section class="sums">
            <Taxes letter={letter} />
            <Totals letter={letter} />
          </section>
        </main>
      </body>
    </html>,
  )
}

function Buyer({ name, address }: Letter['buyer']) {
  return (
    <address>
      <strong>{name}</strong>
      {address &&
        linesOf(address).map((line) => (
          <>
            <br />
            {line}
          </>
        ))}
    </address>
  )
}

/** The place as most of the world writes it: postal code, then city. */
const linesOf = ({ line1, line2, city, region, postalCode, country }: Address) =>
  [line1, line2, `${postalCode} ${city}`, region, countryNames.of(country)].filter(Boolean)

const countryNames = new Intl.DisplayNames('en', { type: 'region' })

const badges: Partial<Readonly<Record<Letter['status'], string>>> = {
  paid: 'Paid',
  draft: 'Draft',
  void: 'Void',
}

function Facts({ letter: { status, currency, issuedAt, dueOn, paidAt } }: { letter: Letter }) {
  const badge = badges[status]
  return (
    <dl>
      {issuedAt && <Fact name="Issued">{day(issuedAt)}</Fact>}
      {dueOn && <Fact name="Due">{day(dueOn)}</Fact>}
      {paidAt && <Fact name="Paid">{day(paidAt)}</Fact>}
      <Fact name="Currency">{currency}</Fact>
      {badge && (
        <Fact name="State">
          <span class={`state ${status}`}>{badge}</span>
        </Fact>
      )}
    </dl>
  )
}

function Fact({ name, children }: { name: string; children?: unknown }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  )
}
