/** Forms and the account: one column, room to breathe, every target at least 44 px high. */
export const forms = `
.narrow { max-width: 30rem; }
.narrow h1 { font-size: clamp(1.8rem, 1.5rem + 1.2vw, 2.2rem); margin-bottom: 1.25rem; }
.narrow .lead { margin-bottom: 1.5rem; }
.form { display: grid; gap: 1.35rem; margin: 0 0 1.75rem; }
.ask { display: grid; gap: 0.35rem; }
.ask label { font-weight: 570; }
.optional { font-weight: 400; color: var(--quiet); }
.hint { margin: 0; color: var(--quiet); font-size: 0.92rem; line-height: 1.5; }
.typed { display: flex; position: relative; }
.typed input {
  width: 100%; min-height: 3rem; padding: 0.6rem 0.9rem; font: inherit; color: var(--ink);
  background: var(--surface); border: 1px solid var(--edge); border-radius: 12px;
}
.typed input:hover { border-color: var(--quiet); }
.typed input:focus-visible { outline-offset: 1px; border-radius: 12px; border-color: var(--accent); }
.peeked input { padding-right: 4.75rem; }
button.peek {
  position: absolute; right: 0.35rem; top: 0.35rem; bottom: 0.35rem; padding: 0 0.8rem; min-height: 0;
  background: none; color: var(--accent); font-size: 0.9rem; border-radius: 9px;
}
button.peek:hover { background: var(--accent-ground); }
.wrong .typed input { border-color: var(--delete); border-width: 2px; }
.fault { margin: 0; color: var(--delete); font-size: 0.94rem; line-height: 1.5; }
.trouble { margin: 0 0 1.5rem; padding: 0.9rem 1.1rem; border: 1px solid var(--delete); border-left-width: 5px; border-radius: 12px; background: var(--surface); }
.trouble p { margin: 0; font-weight: 570; }
.trouble ul { margin: 0.4rem 0 0; padding-left: 1.1rem; }
.trouble a { color: var(--delete); }
.done { margin: 0 0 1.5rem; padding: 0.8rem 1.1rem; border-radius: 12px; background: var(--accent-ground); color: var(--ink); }
.form > button, .second { min-height: 3rem; }
.form > button { justify-self: start; }
.narrow .form > button:not(.second) { justify-self: stretch; }
button:hover:not(:disabled) { filter: brightness(1.06); }
button.second { padding: 0.6rem 1.1rem; min-height: 2.75rem; background: var(--surface); color: var(--ink); border: 1px solid var(--edge); font-weight: 550; font-size: 0.95rem; }
button.second:hover { border-color: var(--accent); color: var(--accent); filter: none; }
button { white-space: nowrap; }
button.bare { padding: 0.3rem 0.75rem; background: none; color: var(--quiet); font-weight: 400; font-size: 0.94rem; line-height: 1.65; border-radius: 999px; }
button.bare:hover { color: var(--ink); background: var(--sunken); filter: none; }
.bar form { margin: 0 0 0 -1.15rem; }
a.button { display: inline-block; font: 600 1rem/1 var(--text); padding: 1rem 1.4rem; border-radius: 12px; background: var(--accent); color: var(--ground); text-decoration: none; }
a.button.second { display: block; text-align: center; background: var(--surface); color: var(--ink); border: 1px solid var(--edge); }
a.button.second:hover { border-color: var(--accent); color: var(--accent); }
button.grave { background: var(--delete); }
.providers { list-style: none; margin: 0 0 1.75rem; padding: 0; display: grid; gap: 0.6rem; }
.typed select { width: 100%; min-height: 3rem; padding: 0.6rem 0.9rem; font: inherit; color: var(--ink); background: var(--surface); border: 1px solid var(--edge); border-radius: 12px; }
fieldset { margin: 0; padding: 0; border: 0; min-width: 0; }
legend { padding: 0; font-weight: 570; }
.ticks { display: grid; gap: 0.1rem; margin-top: 0.35rem; }
.tick { display: flex; gap: 0.7rem; align-items: center; min-height: 2.75rem; }
.ask label.tick { font-weight: 400; }
.tick input { width: 1.25rem; height: 1.25rem; margin: 0; accent-color: var(--accent); flex: none; }
.ways { list-style: none; margin: 0; padding: 0; border-top: 1px solid var(--line); }
.ways li { display: flex; flex-wrap: wrap; gap: 0.15rem 1rem; align-items: baseline; justify-content: space-between; padding: 0.85rem 0; border-bottom: 1px solid var(--line); }
.spelled code { font-size: 1.05rem; letter-spacing: 0.04em; white-space: pre-wrap; }
.codes-once { padding: 1.1rem 1.25rem 1.1rem 2.75rem; border: 1px solid var(--line); border-radius: 12px; background: var(--sunken); }
.codes-once li { padding: 0.2rem 0; }
.codes-once code { background: none; padding: 0; }
.form details { display: grid; gap: 1rem; }
.form details .ask { margin-top: 0.9rem; }
.beside { list-style: none; margin: 0; padding: 1.25rem 0 0; border-top: 1px solid var(--line); display: grid; gap: 0.35rem; color: var(--quiet); }
.rows { border-top: 1px solid var(--line); }
.rows > div { display: grid; grid-template-columns: 9rem minmax(0, 1fr) auto; gap: 0.25rem 1rem; padding: 0.85rem 0; border-bottom: 1px solid var(--line); align-items: baseline; }
.rows dt { color: var(--quiet); }
.rows dd { margin: 0; overflow-wrap: anywhere; }
.list { list-style: none; padding: 0; border-top: 1px solid var(--line); }
.list > li { display: flex; gap: 1rem; align-items: center; justify-content: space-between; padding: 0.85rem 0; border-bottom: 1px solid var(--line); }
.list > li > div { min-width: 0; overflow-wrap: anywhere; }
.list p { margin: 0.1rem 0 0; }
.list .form { margin: 0; }
.mark-here { margin-left: 0.4rem; padding: 0.1rem 0.55rem; border-radius: 999px; background: var(--accent-ground); color: var(--accent); font-size: 0.82rem; font-weight: 570; white-space: nowrap; }
@media (max-width: 40rem) {
  .rows > div { grid-template-columns: minmax(0, 1fr) auto; }
  .rows dt { grid-column: 1 / -1; font-size: 0.88rem; }
  .less { display: none; }
  .bar form { margin-left: -0.6rem; }
}
@media (max-width: 23rem) { .brand { font-size: 0; gap: 0; } }
`
