/** The stylesheet of what is printed: a sheet on the screen, and the same sheet on paper. Light always: paper is. */
import { sha256 } from '../core/bytes.ts'

export const paper = `
@page {
  size: A4; margin: 18mm 16mm 20mm;
  @bottom-right { content: counter(page) ' / ' counter(pages); color: #526460; font: 8pt system-ui, sans-serif; }
}
:root { color-scheme: light; --ink: #14201d; --quiet: #526460; --line: #d5dfdb; --accent: #0b6e5f; }
*, ::before, ::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0; background: #eef2f0; color: var(--ink);
  font: 0.94rem/1.5 'Inter', ui-sans-serif, system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif;
}
.sheet {
  width: 100%; max-width: 210mm; min-height: 297mm; margin: clamp(0rem, 3vw, 2rem) auto; padding: 18mm 16mm;
  background: #fff; border: 1px solid var(--line); overflow-wrap: anywhere;
}
h1, h2, p, address, dl, dd, table { margin: 0; }
h1 { font-size: clamp(1.4rem, 5vw, 1.9rem); line-height: 1.15; letter-spacing: -0.025em; white-space: nowrap; }
h2, dt, th, caption { font-size: 0.8rem; font-weight: 550; color: var(--quiet); text-align: left; }
.head { padding-bottom: 1.5rem; border-bottom: 2px solid var(--accent); }
.seller { margin-top: 0.6rem; font-weight: 650; font-size: 1.1rem; }
.state { display: inline-block; padding: 0.15rem 0.7rem; border: 1.5px solid currentColor; border-radius: 999px; font-weight: 650; font-size: 0.85rem; color: var(--accent); }
.state.draft { color: #875108; }
.state.void { color: #b3261e; }
.about { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 1.5rem 3rem; padding: 1.75rem 0 2.25rem; }
address { font-style: normal; }
address strong { font-weight: 600; }
dl { display: grid; grid-template-columns: auto auto; gap: 0.2rem 1.5rem; align-content: start; align-items: baseline; }
dd { text-align: right; }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
th { padding: 0 0 0.5rem 1.4rem; border-bottom: 1px solid var(--ink); vertical-align: bottom; white-space: nowrap; }
td { padding: 0.6rem 0 0.6rem 1.4rem; border-bottom: 1px solid var(--line); vertical-align: top; }
th:first-child, td:first-child { padding-left: 0; width: 100%; }
.amount { text-align: right; white-space: nowrap; overflow-wrap: normal; }
thead { display: table-header-group; }
tr, .head, .about, .sums { break-inside: avoid; }
.sums { break-before: avoid; display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 2rem 3rem; padding-top: 2rem; align-items: start; }
.sums td { padding-top: 0.35rem; padding-bottom: 0.35rem; }
caption { padding-bottom: 0.5rem; }
.totals td { border-bottom: 0; }
.totals tr:last-child td { border-top: 2px solid var(--accent); font-weight: 700; font-size: 1.15rem; padding-top: 0.6rem; }
@media (max-width: 44rem) {
  .sheet { padding: 1.25rem; min-height: 0; border-width: 0; }
  .about, .sums { grid-template-columns: minmax(0, 1fr); }
  .totals { order: -1; }
  dl { justify-content: start; }
  dd { text-align: left; }
  .lines thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .lines tr { display: grid; grid-template-columns: 1fr auto; gap: 0 1rem; padding: 0.6rem 0; border-bottom: 1px solid var(--line); }
  .lines td { padding: 0; border: 0; width: auto; text-align: left; }
  .lines td:first-child { grid-column: 1 / -1; }
  .lines td:nth-child(n + 2):not(:last-child) { grid-column: 1; color: var(--quiet); }
  .lines td[data-label]::before { content: attr(data-label) ' '; }
  .lines td:last-child { grid-column: 2; grid-row: 2; font-weight: 600; }
}
@media print {
  body { background: none; font-size: 10pt; }
  h1 { font-size: 1.9rem; }
  .sheet { max-width: none; min-height: 0; margin: 0; padding: 0; border: 0; }
}
`

let fingerprint: string | undefined

/** Changes with the content, so that it may be kept for a year. */
export function paperVersion(): string {
  fingerprint ??= sha256(paper).slice(0, 12)
  return fingerprint
}

export const paperHref = () => `/assets/paper.css?v=${paperVersion()}`
