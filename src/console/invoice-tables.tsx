/** The tables of an invoice: what was bought, what the tax is made of, what it comes to. Each amount is exact, or not told. */
import { readable, totalsOf } from '../core/money.ts'
import type { Letter } from '../mailing/letter.ts'

interface Of {
  readonly letter: Letter
}

export function Lines({ letter: { lines, currency } }: Of) {
  return (
    <table class="lines">
      <thead>
        <tr>
          <th scope="col">Description</th>
          <th scope="col" class="amount">
            Quantity
          </th>
          <th scope="col" class="amount">
            Unit price
          </th>
          <th scope="col" class="amount">
            Tax
          </th>
          <th scope="col" class="amount">
            Net
          </th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <tr>
            <td>{line.description}</td>
            <td class="amount" data-label="Quantity">
              {String(line.quantity)}
            </td>
            <td class="amount" data-label="Unit price">
              {figure(currency, line.unitAmount)}
            </td>
            <td class="amount" data-label="Tax">
              {percent(line.taxRate)}
            </td>
            <td class="amount">{figure(currency, totalsOf([line])?.subtotal)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** What the tax is made of, one row for each rate: sums of rounded lines, so that they add up to the totals. */
export function Taxes({ letter: { lines, currency } }: Of) {
  const rates = [...new Set(lines.map(({ taxRate }) => taxRate))].sort((a, b) => a - b)
  return (
    <table class="taxes">
      <caption>Tax by rate</caption>
      <thead>
        <tr>
          <th scope="col">Rate</th>
          <th scope="col" class="amount">
            Net
          </th>
          <th scope="col" class="amount">
            Tax
          </th>
        </tr>
      </thead>
      <tbody>
        {rates.map((rate) => {
          const sums = totalsOf(lines.filter(({ taxRate }) => taxRate === rate))
          return (
            <tr>
              <td>{percent(rate)}</td>
              <td class="amount">{figure(currency, sums?.subtotal)}</td>
              <td class="amount">{figure(currency, sums?.tax)}</td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

export function Totals({ letter: { subtotal, tax, total, currency } }: Of) {
  const rows = [
    ['Net', figure(currency, subtotal)],
    ['Tax', figure(currency, tax)],
    ['Total', readable({ amount: total, currency })],
  ] as const
  return (
    <table class="totals">
      <tbody>
        {rows.map(([name, amount]) => (
          <tr>
            <td>{name}</td>
            <td class="amount">{amount}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** An amount in a column, whose currency is said once. A part may be too large to be told though the whole is not. */
const figure = (currency: string, amount: number | undefined) =>
  amount === undefined ? '—' : readable({ amount, currency }).slice(currency.length + 1)

/** From basis points, exactly: `19 %`, `7.25 %`. */
function percent(basisPoints: number): string {
  const whole = Math.floor(basisPoints / 100)
  const rest = String(basisPoints % 100)
    .padStart(2, '0')
    .replace(/0+$/, '')
  return `${whole}${rest && `.${rest}`} %`
}
