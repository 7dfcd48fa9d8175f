/** The reference: contents at the left, what is told in the middle, what is shown at the right. */
export const reference = `
.wide { --side: 18rem; }
.reference { flex: 1; display: grid; grid-template-columns: var(--side) minmax(0, 1fr); }
.contents {
  position: sticky; top: 3.4rem; align-self: start;
  height: calc(100vh - 3.4rem); overflow-y: auto;
  padding: 1.75rem 1rem 3rem clamp(1rem, 4vw, 2rem);
  border-right: 1px solid var(--line);
  font-size: 0.88rem; line-height: 1.4;
}
.contents h2 { font-size: 0.82rem; font-weight: 600; letter-spacing: 0; margin: 0 0 0.35rem; }
.contents h2 a { color: var(--quiet); text-decoration: none; }
.contents section + section { margin-top: 1.5rem; }
.contents ul { list-style: none; margin: 0; padding: 0; }
.contents li a {
  display: grid; grid-template-columns: 3.1rem minmax(0, 1fr); gap: 0.5rem; align-items: baseline;
  padding: 0.3rem 0.5rem; margin-left: -0.5rem; border-radius: 8px;
  color: var(--ink); text-decoration: none;
}
.contents li a:hover { background: var(--sunken); }
.contents .method { background: none; padding: 0; font-size: 0.66rem; text-align: left; }
.reference main { padding: clamp(1.75rem, 4vw, 3rem) clamp(1rem, 4vw, 3rem) 4rem; max-width: 84rem; min-width: 0; }
.tag { border-top: 1px solid var(--line); margin-top: 3rem; padding-top: 2.5rem; }
.tag > .told > h2 { margin: 0 0 0.25rem; font-size: 1.7rem; letter-spacing: -0.02em; }
.told { max-width: 44rem; min-width: 0; }
.operation { padding: 2.25rem 0; border-bottom: 1px solid var(--line); }
.operation:last-child { border-bottom: 0; }
.operation h3 { font-size: 1.2rem; margin: 0 0 0.5rem; }
.operation h3 a { color: inherit; text-decoration: none; }
.operation h3 a:hover { text-decoration: underline; }
.operation:target h3 { color: var(--accent); }
.operation h4 { font-size: 0.95rem; margin: 1.75rem 0 0.5rem; letter-spacing: 0; }
.route { display: flex; gap: 0.6rem; align-items: center; flex-wrap: wrap; margin-bottom: 0.75rem; }
.route code { background: none; padding: 0; font-size: 0.95rem; }
.method {
  font: 650 0.72rem/1.5 var(--mono); letter-spacing: 0.02em;
  padding: 0.12rem 0.5rem; border-radius: 6px; background: var(--sunken); color: var(--quiet);
}
.method.get { color: var(--get); }
.method.post { color: var(--post); }
.method.patch { color: var(--patch); }
.method.delete { color: var(--delete); }
.fields { list-style: none; padding: 0; margin: 0; border-top: 1px solid var(--line); }
.fields > li { padding: 0.6rem 0; border-bottom: 1px solid var(--line); }
.fields p { margin: 0.1rem 0 0; }
.fields p code { white-space: nowrap; }
.fields details { margin-top: 0.35rem; }
.fields .fields { margin: 0.5rem 0 0 0.25rem; padding-left: 1rem; border-top: 0; border-left: 2px solid var(--line); }
.fields .fields > li:last-child { border-bottom: 0; }
.field { display: flex; flex-wrap: wrap; gap: 0.15rem 0.75rem; align-items: baseline; }
.name { font-weight: 600; }
.kind { color: var(--quiet); font-size: 0.88rem; }
.required { color: var(--patch); font-size: 0.82rem; font-weight: 550; }
.answer p { margin-bottom: 0.3rem; }
.answer .fields { margin-top: 0.6rem; }
.answer + .answer { margin-top: 1rem; }
.status { font-family: var(--mono); font-size: 0.88em; font-variant-numeric: tabular-nums; color: var(--quiet); margin-right: 0.35rem; }
.status.good { color: var(--get); }
.failures { margin-top: 1rem; }
.failures ul { list-style: none; padding: 0; margin: 0.6rem 0 0; }
.failures li { padding: 0.2rem 0; }
.shown { min-width: 0; margin-top: 1.75rem; }
.sample { margin: 0 0 1rem; }
.sample figcaption { font-size: 0.82rem; color: var(--quiet); margin-bottom: 0.35rem; }
.sample pre { margin: 0; max-height: 28rem; overflow: auto; }
@media (min-width: 80rem) {
  .operation { display: grid; grid-template-columns: minmax(0, 1.3fr) minmax(0, 1fr); gap: 3rem; }
  .shown { position: sticky; top: 5rem; align-self: start; margin-top: 0.2rem; }
}
@media (max-width: 52rem) {
  .reference { grid-template-columns: minmax(0, 1fr); }
  .contents {
    position: static; height: auto; border-right: 0; border-bottom: 1px solid var(--line);
    padding: 0.9rem clamp(1rem, 4vw, 2rem); display: flex; flex-wrap: wrap; gap: 0.3rem 1.1rem;
  }
  .contents section + section { margin-top: 0; }
  .contents h2 { margin: 0; font-size: 0.92rem; }
  .contents h2 a { color: var(--accent); }
  .contents ul { display: none; }
}
@media print { .bar, .contents, .skip { display: none; } .reference { display: block; } }
`
